/**
 * Administration passes through: the server has the truth about devices, accounts and the audit log, and nothing of it is kept on this machine. Whoever
 * may not ask is refused here already, so that the window need not know why.
 */
import { requirePermission } from '../rights.ts';
import { atWork } from '../procedures.ts';

export const administration = {
  devices: atWork.administration.devices.handler(({ input, context: { work }, signal }) => {
    if (!input.mine) requirePermission(work, 'devices.manage');
    return work.ask('listDevices', input, signal);
  }),
  // One's own anybody may look at; whose it is the server knows.
  device: atWork.administration.device.handler(({ input, context: { work }, signal }) =>
    work.ask('inspectDevice', input, signal),
  ),
  // What is being done is not given up half way: the answer is worth having whoever still waits for it.
  orderDevice: atWork.administration.orderDevice.handler(({ input, context: { work } }) => {
    requirePermission(work, 'devices.manage');
    return work.ask('orderDevice', input);
  }),
  people: atWork.administration.people.handler(({ input, context: { work }, signal }) => {
    requirePermission(work, 'people.manage');
    return work.ask('listPeople', input, signal);
  }),
  createPerson: atWork.administration.createPerson.handler(({ input, context: { work } }) => {
    requirePermission(work, 'people.manage');
    return work.ask('createPerson', input);
  }),
  changePerson: atWork.administration.changePerson.handler(({ input, context: { work } }) => {
    requirePermission(work, 'people.manage');
    return work.ask('changePerson', input);
  }),
  setPassword: atWork.administration.setPassword.handler(({ input, context: { work } }) => {
    requirePermission(work, 'people.manage');
    return work.ask('setPassword', input);
  }),
  openAccount: atWork.administration.openAccount.handler(({ input, context: { work } }) => {
    requirePermission(work, 'people.manage');
    if (!input.open && input.devices !== 'keep') requirePermission(work, 'devices.manage');
    return work.ask('openAccount', input);
  }),
  auditLog: atWork.administration.auditLog.handler(({ input, context: { work }, signal }) => {
    requirePermission(work, 'audit.read');
    return work.ask('auditLog', input, signal);
  }),
  verifyAuditLog: atWork.administration.verifyAuditLog.handler(({ context: { work }, signal }) => {
    requirePermission(work, 'audit.read');
    return work.ask('verifyAuditLog', {}, signal);
  }),
};
