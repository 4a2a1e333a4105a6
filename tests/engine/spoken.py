"""What clients and servers say in these tests."""

from builders import dns, http, tls

HELLO = tls.record(tls.client_hello("a.example"))
IN_RECORDS = tls.records(tls.client_hello("a.example"), [1, 2, 3, 100, 50])
GET = http.request("/x", "a.example")
SECOND = http.request("/y", "b.example")
POST = http.request("/p", "a.example", method="POST", body=b"GET /fake HTTP/1.1\r\nHost: fake.example\r\n\r\n")
UPLOAD = http.request("/p", "a.example", method="POST", headers={"Content-Length": "5000"})
CONNECT = http.request("c.example:443", "c.example:443", method="CONNECT")
CHUNKED = http.request("/c", "a.example", method="POST", headers={"Transfer-Encoding": "chunked"})
QUESTION = dns.over_tcp(dns.query("a.example"))
QUESTIONS = dns.over_tcp(dns.query("a.example"), dns.query("b.example"), dns.query("c.example"))
ESTABLISHED = http.response(200, b"")
NOT_OURS = b"220 mail.example ESMTP\r\n"
