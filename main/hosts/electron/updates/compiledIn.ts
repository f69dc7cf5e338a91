/**
 * Where this build looks for updates and whose signature it believes. Both are written into the program when it is built (`define` in
 * electron.vite.config.ts): a setting could be changed by whoever would like to send another program. A build without both never asks anybody.
 */
declare const __PEYVAND_UPDATE_URL__: string | undefined;
declare const __PEYVAND_UPDATE_PUBLIC_KEY__: string | undefined;

export interface UpdateSource {
  /** Of the folder that holds `latest*.yml`, their `.sig`, and the installers. Ends with a slash. */
  readonly url: string;
  /** Ed25519, SPKI, DER, in base64. */
  readonly publicKey: string;
}

/** null = updates are off. */
export function compiledInUpdateSource(): UpdateSource | null {
  const url = typeof __PEYVAND_UPDATE_URL__ === 'string' ? __PEYVAND_UPDATE_URL__ : '';
  const publicKey = typeof __PEYVAND_UPDATE_PUBLIC_KEY__ === 'string' ? __PEYVAND_UPDATE_PUBLIC_KEY__ : '';
  if (url === '' || publicKey === '') return null;
  return { url: url.endsWith('/') ? url : `${url}/`, publicKey };
}
