import { describe, expect, it } from 'vitest';
import { createTranslator } from './translator.ts';
import { fieldLabel, valueLabel } from './recordLabels.ts';

const en = createTranslator('en');
const fa = createTranslator('fa');

describe('the translator', () => {
  it('chooses plurals and writes numbers in the digits of the language', () => {
    expect(en('sync.panel.waiting', { count: 1 })).toBe('1 change is saved here and waits to be sent.');
    expect(en('sync.panel.waiting', { count: 1_200 })).toBe('1,200 changes are saved here and wait to be sent.');
    expect(fa('sync.pill.waiting', { count: 1_200 })).toBe('۱٬۲۰۰ در صف ارسال');
  });

  it('turns numbers in plain places into the digits of the language too', () => {
    expect(fa('session.unlock.wait', { time: 5 })).toContain('۵');
  });

  it('leaves names as they are, whatever is in them', () => {
    expect(en('session.unlock.titleOne', { name: "O'Neil {x} <b>" })).toBe("Hello, O'Neil {x} <b>");
  });

  it('knows which keys it has', () => {
    expect(en.maybe('error.disk_full.title')).toBe('The disk is full');
    expect(en.maybe('error.of_tomorrow.title')).toBeUndefined();
    expect(en.maybe('toString')).toBeUndefined();
  });
});

describe('names of leaves', () => {
  it('names lists and their fields without the ids between', () => {
    expect(fieldLabel(en, 'customers', 'creditLimit')).toBe('Credit limit');
    expect(fieldLabel(en, 'customers', 'phones/e1/number')).toBe('Phones › Number');
    expect(fieldLabel(en, 'customers', 'phones/e1')).toBe('Phones');
    expect(fieldLabel(en, 'customers', 'consent/sms')).toBe('Consent › SMS');
    expect(fieldLabel(fa, 'salesDocuments', 'lines/0198c0de/quantity')).toBe('اقلام › مقدار');
  });

  it('prefers what a collection calls a field, and shows unknown ones by their own name', () => {
    expect(fieldLabel(en, 'salesDocuments', 'ownerId')).toBe('Seller');
    expect(fieldLabel(en, 'customers', 'custom/Shoe size')).toBe('Shoe size');
    expect(fieldLabel(en, 'customers', 'fieldOfTomorrow')).toBe('fieldOfTomorrow');
  });

  it('names fixed values', () => {
    expect(valueLabel(en, 'customers', 'stage', 'dormant')).toBe('Dormant');
    expect(valueLabel(en, 'customers', 'stage', 'unheardOf')).toBe('unheardOf');
  });
});
