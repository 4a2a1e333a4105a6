"""NTLM inside SMB ([MS-NLMP], [MS-SMB2]): a machine logs on to another and says its name."""
