/** Object identifiers of PKCS #12, as the hexadecimal of their content (RFC 7292 §D, RFC 2985 §5.5). */
export const PKCS12: Readonly<
  Record<'data' | 'encryptedData' | 'key' | 'shroudedKey' | 'certificate' | 'x509' | 'name' | 'localKeyId', string>
> = Object.freeze({
  data: '2a864886f70d010701',
  encryptedData: '2a864886f70d010706',
  key: '2a864886f70d010c0a0101',
  shroudedKey: '2a864886f70d010c0a0102',
  certificate: '2a864886f70d010c0a0103',
  x509: '2a864886f70d01091601',
  name: '2a864886f70d010914',
  localKeyId: '2a864886f70d010915',
})
