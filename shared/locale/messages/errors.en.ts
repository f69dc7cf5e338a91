import type { ErrorCode } from '../../base/errors.ts';

/** For each error: what happened; then what is safe and what to do. */
export type ErrorMessages = { readonly [Key in `error.${ErrorCode}.title` | `error.${ErrorCode}.help`]: string };

export const errorsEn = {
  'error.wrong_passphrase.title': 'Wrong passphrase',
  'error.wrong_passphrase.help':
    'Nothing was opened and nothing has changed. Check the keyboard language and Caps Lock, then type it again.',
  'error.keychain_lost.title': 'The keychain of this machine no longer knows its half of your key',
  'error.keychain_lost.help':
    'This happens when the account of this machine got a new password by an administrator, or the keychain was reset. Your data is untouched. Ask for recovery under “Forgot the passphrase?”; where the company keeps no recovery secret, join the server again: saved work that was not sent is handed in from its sealed copy.',
  'error.keychain_unavailable.title': 'The keychain of this machine does not answer',
  'error.keychain_unavailable.help':
    'Your data is untouched and this did not count as a try. Unlock the keychain of the system, or sign in to the desktop that you used before, and try again.',
  'error.recovery_ended.title': 'This request for recovery is over',
  'error.recovery_ended.help':
    'It was refused, has expired or was replaced by a later one. Your data is untouched; you can make a new request.',
  'error.locked.title': 'Peyvand is locked',
  'error.locked.help': 'Your data is safe on this machine. Unlock it with your passphrase and carry on.',
  'error.throttled.title': 'Too many tries',
  'error.throttled.help': 'To protect your data, the next try has to wait. The waiting time is shown here.',
  'error.not_signed_in.title': 'You are not signed in',
  'error.not_signed_in.help': 'What you saved is still on this machine. Sign in again to carry on.',
  'error.wrong_credentials.title': 'The user name or the password is not right',
  'error.wrong_credentials.help':
    'Nothing has changed on this machine. Check both and try again, or ask your administrator for a new password.',
  'error.not_enrolled.title': 'The server does not know this machine',
  'error.not_enrolled.help': 'What you saved is still here. Sign in again so that the server learns this machine.',
  'error.device_stopped.title': 'Your company has stopped this machine',
  'error.device_stopped.help':
    'What you saved and was not sent is safe on this machine. Ask your administrator; when they lift it, your work goes on.',
  'error.lease_locked.title': 'Your passphrase is right, and it stays locked for now',
  'error.lease_locked.help': 'Everything you saved is safe on this machine. Above stands why, and what helps.',
  'error.permission_denied.title': 'You may not do this',
  'error.permission_denied.help':
    'Nothing was changed. If your work needs it, ask your manager or administrator for the permission.',
  'error.not_found.title': 'This record is not here',
  'error.not_found.help':
    'It may have been removed, or moved to a colleague. Go back to the list; everything else is unchanged.',
  'error.invalid_input.title': 'Something is not filled in right',
  'error.invalid_input.help':
    'Nothing was saved yet and what you typed is still here. Correct the marked fields and save again.',
  'error.stale_edit.title': 'Someone changed this while you were editing',
  'error.stale_edit.help':
    'What you typed is still here. Look at the new values, then save again if yours should stand.',
  'error.illegal_transition.title': 'This step is not possible now',
  'error.illegal_transition.help':
    'Nothing was changed. The record is no longer in the state that this step needs; look at it again.',
  'error.price_missing.title': 'A line has no price on this day',
  'error.price_missing.help':
    'The order is still a draft and nothing is lost. Give the line a price, remove it, or change the date of the order.',
  'error.quantity_exceeds_open.title': 'That is more than is open',
  'error.quantity_exceeds_open.help':
    'As far as this machine knows, less is left of at least one line. Check the quantities.',
  'error.document_empty.title': 'Nothing is open for this',
  'error.document_empty.help': 'Everything of this order is done already, or nothing was chosen.',
  'error.quote_expired.title': 'This quote has run out',
  'error.quote_expired.help': 'Its prices hold no more. Prolong it, or write a new one at the prices of today.',
  'error.quote_declined.title': 'The customer declined this quote',
  'error.quote_declined.help': 'Nothing was changed. Make a new quote, or send somebody without one.',
  'error.quote_unsent.title': 'The quote is still a draft',
  'error.quote_unsent.help':
    'Nothing was changed. Open the quote and send it; then what the customer agreed to is written down.',
  'error.bill_missing.title': 'There is no bill of this work',
  'error.bill_missing.help':
    'Nothing was changed. Make the bill first. If there is nothing to bill, close the request.',
  'error.order_in_progress.title': 'Other papers rest on this one',
  'error.order_in_progress.help': 'Cancel first what was delivered, invoiced or taken back of it.',
  'error.approval_needed.title': 'This needs somebody else’s word',
  'error.approval_needed.help':
    'It goes beyond what you may agree to alone. Nothing is lost: ask for approval, or change the terms.',
  'error.number_block_exhausted.title': 'No printed numbers are left on this machine',
  'error.number_block_exhausted.help':
    'The order is kept as a draft. Sync once with the server to get new numbers, then confirm it.',
  'error.store_damaged.title': 'The data file on this machine is damaged',
  'error.store_damaged.help':
    'What head office has received is safe there, and nothing is written over this file. Peyvand mends it with you: when you unlock, or in the settings under “Data on this machine”.',
  'error.store_foreign.title': 'This is not a Peyvand data file',
  'error.store_foreign.help': 'It was left untouched. Check that the data folder is the right one.',
  'error.store_in_use.title': 'Another Peyvand is using this data',
  'error.store_in_use.help': 'Nothing was touched. Close the other one, or carry on in its window.',
  'error.disk_full.title': 'The disk is full',
  'error.disk_full.help':
    'This was not saved, but what you typed is still here and earlier work is safe. Free some space and save again.',
  'error.saved_without_copy.title': 'Saved, but without its safety copy',
  'error.saved_without_copy.help':
    'This is saved on this machine and will be sent: do not enter it again. Only the second copy of unsent work could not be written. Free some space on the disk and sync soon; the next save completes the copy.',
  'error.store_newer.title': 'The data belongs to a newer Peyvand',
  'error.store_newer.help': 'It was left untouched. Install the newer version to open it.',
  'error.store_unwritable.title': 'Peyvand may not write in its data folder',
  'error.store_unwritable.help':
    'Nothing was changed. Give your account of this machine the right to write in the folder, or take off the write protection of the disk, and unlock again.',
  'error.backup_unrecognised.title': 'This is not a Peyvand backup',
  'error.backup_unrecognised.help':
    'Nothing was changed. Choose a file that Peyvand wrote as a backup, for the person whose data is to come back.',
  'error.backup_damaged.title': 'This backup is damaged',
  'error.backup_damaged.help':
    'Nothing was put back and what is here is as it was. Copy the file again from where it was kept, or take an earlier backup.',
  'error.backup_newer.title': 'This backup was made by a newer Peyvand',
  'error.backup_newer.help': 'Nothing was changed. Install the newer version here, then restore it.',
  'error.server_unreachable.title': 'The server cannot be reached',
  'error.server_unreachable.help':
    'You can keep working; everything is saved on this machine and goes out when the connection is back. If you are online, check the server address.',
  'error.server_refused.title': 'The server refused',
  'error.server_refused.help':
    'Your work is safe on this machine. Try again in a while; if it keeps happening, tell your administrator.',
  'error.server_insecure.title': 'This address is not protected',
  'error.server_insecure.help':
    'Over http:// everybody on the way could read your password and your customers, so nothing was sent. Use the https:// address of the server; your administrator knows it.',
  'error.account_locked.title': 'This account is locked',
  'error.account_locked.help':
    'Too many wrong passwords were tried for it. Machines that are in use go on working; ask your administrator to open the account for sign-in again.',
  'error.protocol_newer.title': 'The server is newer than this Peyvand',
  'error.protocol_newer.help': 'Your work is safe on this machine. Update Peyvand, and it will be sent.',
  'error.protocol_older.title': 'The server is older than this Peyvand',
  'error.protocol_older.help': 'Your work is safe on this machine. Ask your administrator to update the server.',
  'error.token_foreign.title': 'This sign-in belongs to another machine',
  'error.token_foreign.help': 'Your work is safe on this machine. Sign in again here.',
  'error.token_expired.title': 'The sign-in has expired',
  'error.token_expired.help': 'Your work is safe on this machine. Sign in again to go on.',
  'error.signature_invalid.title': 'The server could not verify this work',
  'error.signature_invalid.help':
    'It stays on this machine and nothing is lost. Tell your administrator; it should not be retyped.',
  'error.message_too_large.title': 'This is too large to send at once',
  'error.message_too_large.help': 'Nothing was lost. Split it into smaller parts and try again.',
  'error.clock_skewed.title': 'The clock of this machine is wrong',
  'error.clock_skewed.help': 'Your work is safe. Set the date and time of the machine, then try again.',
  'error.parked.title': 'Head office is holding this change',
  'error.parked.help':
    'It is safe here and there. The sync panel says why; someone with the right to decide will settle it.',
  'error.file_unreadable.title': 'The file cannot be read',
  'error.file_unreadable.help':
    'Nothing was imported. Check that the file is still there and not open in another program.',
  'error.file_unwritable.title': 'The file cannot be written',
  'error.file_unwritable.help': 'Nothing was lost. Check that the folder is there, and that you may write in it.',
  'error.file_encoding.title': 'The letters of this file cannot be recognised',
  'error.file_encoding.help':
    'Nothing was imported. Choose its encoding (Windows-1256 is common), or save it as UTF-8.',
  'error.file_malformed.title': 'The file is not a proper table',
  'error.file_malformed.help':
    'Nothing was imported. Look at the row that is named, often a quote is left open, and try again.',
  'error.file_too_large.title': 'The file is too large',
  'error.file_too_large.help': 'Nothing was imported. Split it into smaller files.',
  'error.import_unmapped.title': 'Some values match nothing here',
  'error.import_unmapped.help':
    'Nothing was imported for them. Say what they mean in the list of mappings, then run it again.',
  'error.export_refused.title': 'Not so many rows',
  'error.export_refused.help': 'Nothing was exported. Narrow the list, or ask an administrator.',
  'error.reading_paused.title': 'Reading pauses for a while',
  'error.reading_paused.help':
    'More customers were opened here in the last hour than usual. What you opened stays open to you; wait a little, or say why you have to go on.',
  'error.bundle_unrecognised.title': 'This file is not a Peyvand bundle',
  'error.bundle_unrecognised.help':
    'Nothing was changed. Choose the file that Peyvand wrote; if it is this one, it was damaged on its way: copy it again or write a new bundle.',
  'error.attachment_damaged.title': 'This file is damaged on this machine',
  'error.attachment_damaged.help': 'Its bytes are not what was attached. Add the file again from where you have it.',
  'error.attachment_too_large.title': 'The file is too large to attach',
  'error.attachment_too_large.help':
    'A file may have {limit, number} MB at the most. Make the picture or the PDF smaller, and attach it again.',
  'error.bundle_damaged.title': 'This bundle is damaged',
  'error.bundle_damaged.help':
    'Nothing of it was taken in, and the work in it is still on the machine that wrote it. Copy the file again, or write a new bundle there.',
  'error.bundle_foreign.title': 'This bundle is of another company',
  'error.bundle_foreign.help': 'Nothing of it was read or changed. Look for the bundle that your own company wrote.',
  'error.bundle_other_device.title': 'This bundle is for another machine or person',
  'error.bundle_other_device.help':
    'Nothing was changed. Only the person on the machine whose bundle head office answered can open it.',
  'error.bundle_newer.title': 'This bundle was written by a newer Peyvand',
  'error.bundle_newer.help': 'It was left untouched. Install the newer version here, then open it again.',
  'error.bundle_superseded.title': 'This bundle does not fit any more',
  'error.bundle_superseded.help':
    'This machine has heard from head office since it was asked for. Nothing was changed and nothing is lost: write a new bundle, or sync.',
  'error.cancelled.title': 'Cancelled',
  'error.cancelled.help': 'What was finished before stays.',
  'error.core_unreachable.title': 'Peyvand on this machine did not answer',
  'error.core_unreachable.help':
    'What you typed is still here. It may or may not have been saved: wait until the window is connected again, look, and only then save once more.',
  'error.internal.title': 'Something went wrong in Peyvand',
  'error.internal.help':
    'What was saved before is safe. Try again; if it keeps happening, tell your support what you were doing.',
} as const satisfies ErrorMessages;
