/**
 * What is written into the audit log, by name; the words of each stand in `shared/locale/messages/audit.{fa,en}.ts` as `audit.action.<name>`. Rare acts
 * alone: never one for each record or group. Add freely; never rename one that was written once.
 */
export const AUDIT_ACTIONS = [
  // Who came in, and with which device.
  'session.signedIn',
  'session.signInFailed',
  'account.locked',
  'account.unlocked',
  'device.enrolled',
  'device.newIdentity',
  'device.tokenReused',
  // What an administrator did about devices.
  'device.suspended',
  'device.lifted',
  'device.wipeOrdered',
  'device.wiped',
  // What an administrator did about people.
  'person.created',
  'person.passwordSet',
  'person.accountClosed',
  'person.accountOpened',
  'person.roleChanged',
  // Records of the organisation: people, roles, territories, grants, settings.
  'organisation.changed',
  // Decisions about work.
  'review.decided',
  'parking.decided',
  'parking.released',
  'parking.declaredLost',
  'approval.approved',
  'approval.refused',
  // What leaves the company, and what was noticed (server/watch).
  'export.granted',
  'export.written',
  'calendar.written',
  'watch.readingGranted',
  'watch.readingPaused',
  'watch.readingAsked',
  'watch.bulkPull',
  'watch.decoyCopied',
  'watch.decoyMet',
  'watch.exportBeyondLease',
  'watch.toldTooMuch',
  'watch.settled',
  'decoy.made',
  'decoy.retired',
  'decoy.lookedUp',
  // Recovery of what a passphrase or a keychain no longer opens.
  'recovery.shareLeft',
  'recovery.shareDestroyed',
  'recovery.requested',
  'recovery.approved',
  'recovery.refused',
  'recovery.released',
  // The server itself.
  'server.restored',
  'audit.deviceChainBroken',
  // Of a device's own chain.
  'unlock.failed',
  'passphrase.changed',
  'passphrase.recovered',
  'keychain.bound',
  'keychain.unbound',
  'key.rotated',
  'backup.made',
  'store.rebuilt',
  'store.restored',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** The subjects of most actions are ids: of a device, a person, a record, a group's hash. */
type AuditFact = string | number | boolean | null | readonly string[];
export type AuditFacts = Readonly<Record<string, AuditFact>>;
