import { describe, expect, it } from 'vitest';
import { ACTIVITY_KINDS } from '../activities/activity.ts';
import { CONSENT_CHANNELS, isRefused, refusedBy } from './consent.ts';

describe('consent', () => {
  it('is refused by the way that somebody said no to, and by no other', () => {
    const customer = { consent: { phone: 'refused', sms: 'granted', email: 'unknown' } };
    expect(CONSENT_CHANNELS.filter((channel) => isRefused(customer, channel))).toEqual(['phone']);
    expect(CONSENT_CHANNELS.some((channel) => isRefused({}, channel))).toBe(false);
  });

  it('is asked by calls, messages and e-mails, each by its own way', () => {
    const customer = { consent: { phone: 'refused', sms: 'refused', email: 'refused' } };
    expect(Object.fromEntries(ACTIVITY_KINDS.map((kind) => [kind, refusedBy(customer, kind)]))).toEqual({
      visit: null,
      call: 'phone',
      email: 'email',
      sms: 'sms',
      meeting: null,
      note: null,
      task: null,
    });
    expect(refusedBy({ consent: { phone: 'refused' } }, 'sms')).toBeNull();
    expect(refusedBy(customer, 'constructor')).toBeNull();
  });
});
