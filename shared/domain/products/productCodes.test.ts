import { describe, expect, it } from 'vitest';
import { claimedCodes, codesOf } from './productCodes.ts';

const order = 'a0';
const gloves = {
  name: 'دستکش',
  code: 'F-10',
  barcodes: ['0036000291452'],
  units: [{ id: 'carton', order, unit: 'کارتن', factor: 12_000, barcodes: ['BOX 7'] }],
};

describe('the codes of a product', () => {
  it('are its code, its barcodes and those of its units, each where it stands', () => {
    expect(codesOf(gloves).map(({ path, key }) => [path, key])).toEqual([
      ['code', 'f-10'],
      ['barcodes', '36000291452'],
      ['units/carton/barcodes', 'box7'],
    ]);
  });

  it('are claimed by what is new, in whatever digits and letters they are written', () => {
    expect(claimedCodes(null, gloves)).toHaveLength(3);
    expect(claimedCodes(gloves, { ...gloves, code: 'f-۱۰', name: 'دستکش لاتکس' })).toEqual([]);
    expect(claimedCodes(gloves, { ...gloves, barcodes: ['36000291452', 'X'] }).map(({ text }) => text)).toEqual(['X']);
  });

  it('are claimed by nothing that is withdrawn, and anew by what is sold again', () => {
    const withdrawn = { ...gloves, discontinued: true };
    expect(claimedCodes(null, withdrawn)).toEqual([]);
    expect(claimedCodes(gloves, withdrawn)).toEqual([]);
    expect(claimedCodes(withdrawn, gloves)).toHaveLength(3);
  });
});
