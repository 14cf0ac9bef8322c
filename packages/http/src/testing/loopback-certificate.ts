/** A certificate for 127.0.0.1 and localhost that signs itself, valid from 2020 to 2120. Its key is public: for tests only. */
export const loopbackCertificate: string = `-----BEGIN CERTIFICATE-----
MIIBaDCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCbFXe4Lxw7ljYDJ
tSyEz7OKh3XVk3zMbvzxMyMaMiiycqtuOOHbImh7T9/uyRc89Oh418vpb8wLHSKW
cRlrk0ijTjBMMBoGA1UdEQQTMBGHBH8AAAGCCWxvY2FsaG9zdDAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBQOIT6gq/fETZOEqAY3+sfsCSQgpjAKBggqhkjOPQQD
AgNJADBGAiEA9BmN5cdnil0StH1YsKzrLJXYsQ5RbKmbYBM1F/UckpkCIQC1avnV
qlmHYUMW9fWqGQ04IlZW4z1YEj/+346bsckK5Q==
-----END CERTIFICATE-----
`

/** The key of {@link loopbackCertificate}. */
export const loopbackKey: string = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0LuU1kAL1miPzdNt
QZCwSn0JwgHdQ8wEVGNtbfcovjWhRANCAAQmxV3uC8cO5Y2AybUshM+ziod11ZN8
zG788TMjGjIosnKrbjjh2yJoe0/f7skXPPToeNfL6W/MCx0ilnEZa5NI
-----END PRIVATE KEY-----
`
