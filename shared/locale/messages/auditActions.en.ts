import type { AuditAction } from '../../domain/audit/actions.ts';

/** What was done, as a line of the audit log says it. */
export const auditActionsEn = {
  'audit.action.session.signedIn': 'Signed in',
  'audit.action.session.signInFailed': 'Sign-in refused',
  'audit.action.device.enrolled': 'Device enrolled',
  'audit.action.device.newIdentity': 'Device took a new identity',
  'audit.action.device.suspended': 'Device suspended',
  'audit.action.device.lifted': 'Suspension lifted',
  'audit.action.device.wipeOrdered': 'Wipe ordered',
  'audit.action.device.wiped': 'Device wiped',
  'audit.action.person.created': 'Person added',
  'audit.action.person.passwordSet': 'New password set',
  'audit.action.person.accountClosed': 'Account closed',
  'audit.action.person.accountOpened': 'Account opened',
  'audit.action.person.roleChanged': 'Role changed',
  'audit.action.organisation.changed': 'Organisation changed',
  'audit.action.review.decided': 'Review decided',
  'audit.action.parking.decided': 'Held work decided',
  'audit.action.parking.released': 'Waiting work released',
  'audit.action.parking.declaredLost': 'Work declared lost',
  'audit.action.server.restored': 'Server restored from a backup',
  'audit.action.audit.deviceChainBroken': 'A device’s own log does not hold',
  'audit.action.unlock.failed': 'Wrong passphrase at unlock',
  'audit.action.passphrase.changed': 'Passphrase changed',
} satisfies Record<`audit.action.${AuditAction}`, string>;
