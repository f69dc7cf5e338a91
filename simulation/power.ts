/** The power of one machine. When it goes, what is on the disk is frozen; nothing that happens later on the old files counts. */
import { rmSync } from 'node:fs';
import type { TestDevice } from '../e2e/sync/device.ts';

export interface Power {
  /** The folder of what is left on the disk, until the machine goes on from it; null while there is power. */
  left: string | null;
  /** @returns what whoever is in the middle of something is stopped with. */
  cut(): Error;
  /** It went at a commit of the store, and this is what a disk may have kept of that. Only the first time counts. */
  cutAt(left: string): void;
}

/** @param device Asked for when the power goes. */
export function createPower(device: () => Pick<TestDevice, 'copyFiles'>): Power {
  const power: Power = {
    left: null,
    cut() {
      power.left ??= device().copyFiles();
      return new Error('the power went');
    },
    cutAt(left) {
      if (power.left === null) power.left = left;
      else rmSync(left, { recursive: true, force: true });
    },
  };
  return power;
}
