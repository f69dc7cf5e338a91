/**
 * Who counts as one sender, by the address that a request came from: an IPv4 address, or a network of IPv6. Every customer of a provider gets at least a /64
 * (RFC 6177), in which they choose 2^64 addresses as they like, so one address of it bounds nobody. Whoever holds a larger network is still as many senders as
 * it has /64s.
 */
import { isIP } from 'node:net';

const NAME_MAXIMUM = 64;

/**
 * @param address With or without a port, as a socket or a proxy tells it. What is no address (a proxy may write a name) stands for itself. What this gives is
 *   given back as it is.
 */
export function senderOf(address: string): string {
  const host = withoutPort(address.trim().toLowerCase());
  const [bare = ''] = host.split('%', 1);
  if (isIP(bare) !== 6) return host.slice(0, NAME_MAXIMUM);
  const words = wordsOf(bare);
  return isIPv4Inside(words) ? toIPv4(words) : `${words.slice(0, 4).map(toHex).join(':')}::/64`;
}

function withoutPort(address: string): string {
  const bracketed = /^\[(.*)\](:\d+)?$/.exec(address)?.[1];
  return bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address;
}

/** The eight numbers of an IPv6 address in any of its forms (RFC 4291, section 2.2). */
function wordsOf(address: string): number[] {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  const bytes = dotted?.split('.').map(Number) ?? [];
  const text = dotted
    ? address.replace(dotted, `${toHex(pair(bytes[0], bytes[1]))}:${toHex(pair(bytes[2], bytes[3]))}`)
    : address;
  const [head = '', tail] = text.split('::', 2);
  const [first, last] = [head, tail ?? ''].map((part) =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)),
  ) as [number[], number[]];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}

const pair = (high = 0, low = 0): number => high * 256 + low;
const toHex = (word: number): string => word.toString(16);

/** Mapped (`::ffff:192.0.2.1`, as a socket that speaks both tells it), or through a translator (`64:ff9b::192.0.2.1`, RFC 6052). */
function isIPv4Inside(words: readonly number[]): boolean {
  const isZero = (from: number, to: number): boolean => words.slice(from, to).every((word) => word === 0);
  return (isZero(0, 5) && words[5] === 0xff_ff) || (words[0] === 0x64 && words[1] === 0xff_9b && isZero(2, 6));
}

const toIPv4 = (words: readonly number[]): string =>
  words
    .slice(6)
    .flatMap((word) => [word >> 8, word & 0xff])
    .join('.');
