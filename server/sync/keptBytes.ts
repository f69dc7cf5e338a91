/** Bytes that were made once and are handed on while there is room for them; of one epoch of the server. */
export interface KeptBytes {
  get(epoch: string, name: string): Buffer | undefined;
  set(epoch: string, name: string, bytes: Buffer): void;
}

/** What was used last stays: two halves, of which the older goes when the younger is full. @param bytesMaximum 0 keeps nothing. */
export function createKeptBytes(bytesMaximum: number): KeptBytes {
  let younger = new Map<string, Buffer>();
  let older = new Map<string, Buffer>();
  let youngerBytes = 0;
  let ofEpoch = '';
  const set: KeptBytes['set'] = (epoch, name, bytes) => {
    const isOtherLife = epoch !== ofEpoch;
    if (isOtherLife || youngerBytes + bytes.length > bytesMaximum / 2) {
      older = isOtherLife ? new Map<string, Buffer>() : younger;
      younger = new Map<string, Buffer>();
      youngerBytes = 0;
      ofEpoch = epoch;
    }
    if (bytes.length > bytesMaximum / 2) return;
    younger.set(name, bytes);
    youngerBytes += bytes.length;
  };
  return {
    get(epoch, name) {
      if (epoch !== ofEpoch) return undefined;
      const found = younger.get(name);
      if (found) return found;
      const old = older.get(name);
      if (old) set(epoch, name, old);
      return old;
    },
    set,
  };
}
