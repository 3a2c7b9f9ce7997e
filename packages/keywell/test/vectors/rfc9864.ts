/** RFC 9864 (fully-specified algorithms) prints no values: these are derived from the keys of RFC 8037 A.1 and RFC 8032 §7.4. */

export const SIGNATURES = [
  {
    title: 'Ed25519 with an Ed25519 key',
    alg: 'Ed25519',
    jwk: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    },
    compact: 'eyJhbGciOiJFZDI1NTE5In0.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.UxhIYLHGg39NVCLpQAVD_UcfOmnGSCzLFZoXYkLiIbFccmOb_qObsgjzLKsfJw-4NlccUgvYrEHrRbNV0HcZAQ',
    outcome: 'good',
  },
  {
    title: 'Ed25519 with a key whose alg is EdDSA',
    alg: 'Ed25519',
    jwk: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      alg: 'EdDSA',
    },
    compact: 'eyJhbGciOiJFZDI1NTE5In0.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.UxhIYLHGg39NVCLpQAVD_UcfOmnGSCzLFZoXYkLiIbFccmOb_qObsgjzLKsfJw-4NlccUgvYrEHrRbNV0HcZAQ',
    outcome: 'mismatch',
  },
  {
    title: 'Ed448 with an Ed448 key',
    alg: 'Ed448',
    jwk: {
      crv: 'Ed448',
      x: 'p3x99ZGNYmkW2f-4-eZkwmOKVDmjVEp5JvSsLyEzi64C3PG0U5hZw_xrEr3SEelmtdrGTnA2jmqA',
      kty: 'OKP',
    },
    compact: 'eyJhbGciOiJFZDQ0OCJ9.RXhhbXBsZSBvZiBFZDQ0OCBzaWduaW5n.lPLI7OcK9iQ49A9kZ72S0ejRudgCOuODW5fxnVbmNDKoHrFbsxVEldn40Vq4soK3ErnSA_vS5rgAaC1PNKveik_oj6HtsdKpHo4FyTMV5upUJib_7ikaMWrtW4yeHZmqzpHT8NQ5yba7l0CEQ6jH_BAA',
    outcome: 'good',
  },
  {
    title: 'EdDSA with an Ed448 key',
    alg: 'EdDSA',
    jwk: {
      crv: 'Ed448',
      x: 'p3x99ZGNYmkW2f-4-eZkwmOKVDmjVEp5JvSsLyEzi64C3PG0U5hZw_xrEr3SEelmtdrGTnA2jmqA',
      kty: 'OKP',
    },
    compact: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDQ0OCBzaWduaW5n.3q5RGZsUxhfsWXhWGAuCYukHJOhhIwISXEPUP8tEhsVBDpRPKoop8W9LzgeiEFvQ572qdZNh-SWAzUqzov_htwI5TpiLSrzmPHKugEq_Mzl78dIUE54BASeuWiFbkKanKzketMH06oqzr9RCqtIWYBIA',
    outcome: 'good',
  },
  {
    title: 'Ed25519 with an Ed448 key',
    alg: 'Ed25519',
    jwk: {
      crv: 'Ed448',
      x: 'p3x99ZGNYmkW2f-4-eZkwmOKVDmjVEp5JvSsLyEzi64C3PG0U5hZw_xrEr3SEelmtdrGTnA2jmqA',
      kty: 'OKP',
    },
    compact: 'eyJhbGciOiJFZDI1NTE5In0.RXhhbXBsZSBvZiBFZDQ0OCBzaWduaW5n.-q2uwAYELstvFbDX7G70oURVSDkKENDHNYgwZBHZiJQ67xmSQNNsX39xF9pz9pEXWV2LAmzFijsAd-J79DEUBzzYYsT124Rf3p50glxzgnyPv_CUZGZl93eaqCJ1jdCVcjq3H-l9B1GKwi_vYaPNUgUA',
    outcome: 'mismatch',
  },
  {
    title: 'Ed448 with an Ed25519 key',
    alg: 'Ed448',
    jwk: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    },
    compact: 'eyJhbGciOiJFZDQ0OCJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.yRX2Jea2f7Aw8M8twIyRc8HxdvlspAPo6APBSu_xXlTD3GdYroy6cLjSwUh8mWOkWWlbqZq8ufWVRJHggqz6Dg',
    outcome: 'mismatch',
  },
] as const
