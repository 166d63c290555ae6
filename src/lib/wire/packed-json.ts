/** JSON as UTF-8 bytes: what many get is packed once and sent to each as it is. */

/** The bytes of a `T`. */
export type PackedJson<T> = Uint8Array & { readonly __of?: T };

export const packJson = <T>(value: T): PackedJson<T> => new TextEncoder().encode(JSON.stringify(value));

/** @param bytes as a socket hands them out, in a browser or elsewhere. @throws SyntaxError where they are no JSON */
export const unpackJson = <T>(bytes: PackedJson<T> | ArrayBuffer): T => JSON.parse(new TextDecoder().decode(bytes)) as T;
