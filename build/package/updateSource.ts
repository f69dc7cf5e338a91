/** Where a build looks for updates and whose signature it believes: from the environment of whoever builds, into the program. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

export const UPDATE_URL_VARIABLE = 'PEYVAND_UPDATE_URL';
/** The private key that signs manifests: PKCS #8 as PEM, `\\n` for line breaks allowed. Never on a disk of the project. */
export const UPDATE_KEY_VARIABLE = 'PEYVAND_UPDATE_KEY';

type Environment = Readonly<Record<string, string | undefined>>;

export interface UpdateSource {
  /** Of the folder on the web that holds `latest*.yml`, their `.sig` and the installers. */
  readonly url: string;
  /** SPKI, DER, base64. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/**
 * @returns null when no address is given: such a program asks nobody.
 * @throws Error that names the variable which is missing or wrong.
 */
export function readUpdateSource(environment: Environment): UpdateSource | null {
  const url = environment[UPDATE_URL_VARIABLE] ?? '';
  const privateKey = readUpdateKey(environment);
  if (url === '') {
    if (privateKey) throw new Error(`${UPDATE_KEY_VARIABLE} is set and ${UPDATE_URL_VARIABLE} is not.`);
    return null;
  }
  if (URL.parse(url)?.protocol !== 'https:') throw new Error(`${UPDATE_URL_VARIABLE} must be an address with https.`);
  if (!privateKey)
    throw new Error(
      `${UPDATE_URL_VARIABLE} is set and ${UPDATE_KEY_VARIABLE} is not: nobody could sign what the program would believe.`,
    );
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { url, publicKey, privateKey };
}

function readUpdateKey(environment: Environment): KeyObject | null {
  const text = environment[UPDATE_KEY_VARIABLE] ?? '';
  if (text === '') return null;
  let key: KeyObject;
  try {
    key = createPrivateKey(text.replaceAll('\\n', '\n'));
  } catch {
    // The reason of OpenSSL may quote the key.
    throw new Error(`${UPDATE_KEY_VARIABLE} is no private key in PEM (PKCS #8).`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${UPDATE_KEY_VARIABLE} must be an Ed25519 key.`);
  return key;
}
