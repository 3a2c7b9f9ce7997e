/** Private keys that everybody has, since a document prints them; by their thumbprint. People copy them into products. */

const KNOWN: ReadonlyMap<string, string> = new Map([
  ['y_x3gCJnL6oKGBBIXScabduwxTVy2Wd2bzRVEUbdUzc', 'RFC 7515, A.1'],
  ['IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8', 'RFC 7515, A.2'],
  ['oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U', 'RFC 7515, A.3'],
  ['u5YUSjQ2-2chBi51NSk3t3g7IM4o2KYcnPqPtCNGd3U', 'RFC 7515, A.4'],
  ['cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s', 'RFC 7517, A.2'],
  ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs', 'RFC 7517, A.2'],
  ['k1JnWRfC-5zzmL72vXIuBgTLfVROXBakS4OmGcrMCoc', 'RFC 7517, A.3'],
  ['9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI', 'RFC 7520, 3.4'],
  ['dHri3SADZkrush5HU_50AoRhcKFryN-PI6jPBtPL55M', 'RFC 7520, 3.2'],
  ['RtoRur_1Dir5M4wuOfqNkDYOf9O_4RJ-aHkTA75RLA8', 'RFC 7520, 3.5'],
  ['kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'RFC 8037, A.1'],
  // The texts "your-256-bit-secret", "a-string-secret-at-least-256-bits-long" and "secret".
  ['i_utKExAKNc_-awqDRAUbahMgyDaKDG_M75KMBwlAvA', 'the example of jwt.io'],
  ['LXkAyqcFEoI5pkMzfWjsAWbChzHfxtqD4Te31pAwA1s', 'the example of jwt.io'],
  ['DWBh0SEIAPYh1x5uvot4z3AhaikHkxNJa3Ada2fT-Cg', 'countless tutorials'],
])

/** Where it is printed. */
export const knownKey = (print: string): string | undefined => KNOWN.get(print)
