/** What a PKCS#11 token needs beside the key URI. Types only. */

/** An opaque number of the token, as `pkcs11js` has it: octets in the order of the machine. */
export type Pkcs11Handle = Uint8Array

export interface Pkcs11Attribute {
  readonly type: number
  readonly value: Uint8Array
}

/** What `C_SignInit` is told. */
export interface Pkcs11Mechanism {
  readonly mechanism: number
  readonly parameter?: Pkcs11PssParameters
}

/** CK_RSA_PKCS_PSS_PARAMS, which `pkcs11js` knows by its `type`. */
export interface Pkcs11PssParameters {
  readonly type: number
  readonly hashAlg: number
  readonly mgf: number
  readonly saltLen: number
}

/** The part of `PKCS11` from `pkcs11js` that is used. */
export interface Pkcs11Client {
  load(path: string): void
  C_Initialize(options: { readonly flags: number }): void
  C_Finalize(): void
  C_GetSlotList(tokenPresent: boolean): readonly Pkcs11Handle[]
  C_GetTokenInfo(slot: Pkcs11Handle): Pkcs11TokenInfo
  C_GetMechanismList(slot: Pkcs11Handle): readonly number[]
  C_OpenSession(slot: Pkcs11Handle, flags: number): Pkcs11Handle
  C_CloseSession(session: Pkcs11Handle): void
  C_Login(session: Pkcs11Handle, userType: number, pin?: string): void
  C_FindObjectsInit(session: Pkcs11Handle, template: object): void
  C_FindObjects(session: Pkcs11Handle, maxObjectCount: number): readonly Pkcs11Handle[]
  C_FindObjectsFinal(session: Pkcs11Handle): void
  C_GetAttributeValue(session: Pkcs11Handle, object: Pkcs11Handle, template: object): readonly Pkcs11Attribute[]
  C_SignInit(session: Pkcs11Handle, mechanism: Pkcs11Mechanism, key: Pkcs11Handle): void
  C_SignAsync(session: Pkcs11Handle, data: Uint8Array, room: Uint8Array): Promise<Uint8Array>
}

export interface Pkcs11TokenInfo {
  readonly label: string
  readonly manufacturerID: string
  readonly model: string
  readonly serialNumber: string
}

/** The package `pkcs11js`, as `import` or `require` gives it. */
export interface Pkcs11Package {
  readonly PKCS11: new () => Pkcs11Client
}

export interface Pkcs11Options {
  /** The token's library, such as `/usr/lib/softhsm/libsofthsm2.so`; before `module-path` in the URI and `PKCS11_MODULE_PATH`. */
  readonly library?: string | undefined
  /**
   * The user's PIN, or what gives it, asked for when a session logs in; before `pin-source` in the URI and the variable
   * `PKCS11_PIN`. Without one, only what the token shows to everybody can be read, and nothing signed by most.
   */
  readonly pin?: string | (() => string | Promise<string>) | undefined
  /** The package, where it cannot be imported by its name from here. */
  readonly pkcs11js?: Pkcs11Package | undefined
}
