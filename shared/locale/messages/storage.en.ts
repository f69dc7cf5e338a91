export const storageEn = {
  'storage.repair.title': 'The data file is damaged',
  'storage.repair.titleAsked': 'The data file of {name}',
  'storage.repair.safe':
    'Nothing is written over it. The damaged files are set aside when you choose a way below, and nothing is deleted.',
  'storage.repair.lock': 'Not now: lock',
  'storage.repair.what': 'What was found',
  'storage.finding.asked': 'Nothing is wrong with it. You can bring a backup back, or fetch everything anew.',
  'storage.finding.file_missing': 'The data file is gone from its folder.',
  'storage.finding.cut_off': 'The data file was cut off: its end is missing.',
  'storage.finding.first_page': 'The beginning of the data file is damaged.',
  'storage.finding.pages': 'Parts of the data file were altered on the disk.',
  'storage.finding.log': 'The log with the newest changes is damaged.',
  'storage.finding.log_missing':
    'The log with the newest changes is gone. What is left in the data file is older, and is not shown as if it were all.',
  'storage.finding.owner': 'The data file no longer tells whose it is.',
  'storage.finding.check':
    'The check of the whole file found {count, plural, one {# thing} other {# things}} that should not be.',
  'storage.finding.not_encrypted':
    'In the place of the data file lies a database without encryption: it is not Peyvand’s.',
  'storage.finding.foreign':
    'In the place of the data file lies another one: of another program, another person or another key.',

  'storage.found.title': 'What can be saved',
  'storage.found.unsent':
    '{count, plural, =0 {No unsent change is waiting in it} one {# unsent change can be read} other {# unsent changes can be read}}',
  'storage.found.sealed':
    '{count, plural, one {# unsent change is left in the sealed copy: head office gets it at the next contact, and it comes back from there} other {# unsent changes are left in the sealed copy: head office gets them at the next contact, and they come back from there}}',
  'storage.found.lost':
    '{count, plural, =0 {Nothing is lost} one {At most # change is lost} other {At most # changes are lost}}',
  'storage.found.lostUnknown': 'Nobody can tell whether more was unsent: the sealed copy is gone too',
  'storage.found.drafts': '{count, plural, one {# unfinished form} other {# unfinished forms}}',

  'storage.rebuild.title': 'Rebuild it',
  'storage.rebuild.here':
    'Makes a new data file. Your unsent changes are in it at once; everything else comes from head office as soon as there is a network. You can work meanwhile.',
  'storage.rebuild.signIn':
    'The file no longer tells which device it is of, so the server has to make a new one: this needs the network and the password of your account, once.',
  'storage.rebuild.password': 'Account password of {login}',
  'storage.rebuild.run': 'Rebuild',
  'storage.restore.title': 'Bring a backup back',
  'storage.restore.text':
    'Your data as it was on that day. What came later comes from head office; what you had not sent since then is sent from the sealed copy.',
  'storage.restore.none': 'There is no backup of yours in this folder:',
  'storage.restore.run': 'Bring back',
  'storage.restore.runOf': 'Bring back the backup of {date}',
  'storage.restore.path': 'A backup elsewhere: the file’s whole path',
  'storage.restore.passphrase': 'Passphrase of that day',
  'storage.restore.passphraseHint': 'Only when the key of this machine has changed since.',
  'storage.again.title': 'Try once more',
  'storage.again.text': 'When the disk or the file was put right by other means.',
  'storage.again.run': 'Open it again',
  'storage.step.ready': 'Beginning',
  'storage.step.verifying': 'Reading the backup and opening it',
  'storage.step.signingIn': 'Asking the server',
  'storage.step.settingAside': 'Setting the damaged files aside',
  'storage.step.building': 'Making the new data file',
  'storage.step.checking': 'Checking it',
  'storage.step.done': 'Done',
  'storage.done.rebuilt': 'The data file was rebuilt',
  'storage.done.restored': 'The backup is back',
  'storage.done.unsent': '{count, plural, one {# unsent change saved} other {# unsent changes saved}}',
  'storage.done.sealed':
    '{count, plural, one {# of them goes to head office from the sealed copy, at the next contact, and comes back from there} other {# of them go to head office from the sealed copy, at the next contact, and come back from there}}',
  'storage.done.lost': '{count, plural, =0 {0 lost} one {at most # lost} other {at most # lost}}',
  'storage.done.drafts': '{count, plural, one {# unfinished form kept} other {# unfinished forms kept}}',
  'storage.done.backupAt': 'As it was on {date}',
  'storage.done.identity':
    'To the server this is another device of yours from now on. Orders can be confirmed with a printed number again after the next contact.',
  'storage.done.rest': 'Everything else comes from head office, as soon as there is a network.',
  'storage.done.setAside':
    'The damaged files were set aside, not deleted. When you are sure that nothing is missing, remove them in the settings under “Data on this machine”.',
  'storage.done.open': 'Open Peyvand',

  'storage.section': 'Data on this machine',
  'storage.size': 'Data file',
  'storage.sizeText': '{size}, encrypted',
  'storage.check': 'Check of the whole file',
  'storage.check.never': 'Not checked yet. It is done by itself once a day, while nobody is working.',
  'storage.check.fine': 'Checked {when}: fine.',
  'storage.check.found':
    'Checked {when}: {count, plural, one {# thing} other {# things}} that should not be. Your saved work is safe; repair it soon.',
  'storage.check.run': 'Check now',
  'storage.check.running': 'Checking',
  'storage.repair': 'Repair, or bring a backup back',
  'storage.repairText':
    'Locks your data and shows the ways: rebuild from head office, or a backup. Unsent work is kept.',
  'storage.repair.run': 'Show the ways',
  'storage.strip': 'The daily check found damage in the data file.',
  'storage.strip.open': 'Look at it',
  'storage.setAside': 'Damaged files that were set aside',
  'storage.setAside.item': 'Set aside {when}, {size}',
  'storage.setAside.remove': 'Remove',
  'storage.setAside.removeOf': 'Remove what was set aside {when}',
  'storage.setAside.sure': 'Remove the damaged files for good?',
  'storage.setAside.sureText':
    'They are of use only while something is missing from your data. They cannot be brought back afterwards.',

  'storage.backups': 'Backups',
  'storage.backups.text':
    'A whole copy of your data, as encrypted as the data itself, with what opens it by your passphrase. Each is opened and read back before it counts.',
  'storage.backups.now': 'Back up now',
  'storage.backups.portable': 'Passphrase of this machine, for a backup that opens elsewhere',
  'storage.backups.portableText':
    'Your data is bound to the keychain of this machine as well. Without the passphrase the backup opens here alone. With it, it opens anywhere by the passphrase, and whoever finds it can try to guess that.',
  'storage.backups.made': 'The backup is made and was read back: {file}',
  'storage.backups.progress': 'Backup',
  'storage.backups.cancel': 'Stop the backup',
  'storage.backups.cancelled': 'Stopped. No half backup is left.',
  'storage.backups.step.copying': 'Copying the data',
  'storage.backups.step.checking': 'Opening the copy and checking it',
  'storage.backups.step.writing': 'Writing the backup',
  'storage.backups.step.readingBack': 'Reading it back',
  'storage.backups.every': 'By itself',
  'storage.backups.everyText': 'While nobody is working. A day that was missed is made up.',
  'storage.backups.every.never': 'Never',
  'storage.backups.every.day': 'Every day',
  'storage.backups.every.week': 'Every week',
  'storage.backups.kept': 'How many of those are kept',
  'storage.backups.keptText': 'Older ones that were made by themselves are removed. Those that you made stay.',
  'storage.backups.folder': 'Folder',
  'storage.backups.folderText':
    'Beside the data it helps against a damaged file; on another disk also against a dead one. Leave it empty for the folder beside the data.',
  'storage.backups.folderSave': 'Use this folder',
  'storage.backups.folderNow': 'Now: {folder}',
  'storage.backups.failed': 'The last one that was due could not be made.',
  'storage.backups.list': 'Backups in this folder',
  'storage.backups.none': 'There is none yet.',
  'storage.backups.verified': 'read back {when}',
  'storage.backups.notVerified': 'not read back on this machine',
  'storage.backups.verify': 'Verify',
  'storage.backups.verifyOf': 'Verify the backup of {date}',
  'storage.backups.sound': 'This backup is sound.',
  'storage.backups.scheduled': 'made by itself',
  'storage.backups.asked': 'made by you',
  'storage.backups.saved': 'Saved',

  'reason.backup_folder': 'Write the whole path of a folder, from its beginning.',
  'reason.of_backup':
    'This backup was made under an earlier key. Type the passphrase that this machine had on that day.',
  'reason.backup_bound':
    'This backup was made without the passphrase on a machine with a keychain, and opens there alone. Make one with the passphrase there, or join the server anew here.',
  'reason.backup_unreadable': 'There is no such file, or it may not be read. Check the path.',
  'reason.other_person': 'It is a backup of another person. Nothing was changed.',
  'reason.profile_exists':
    'This person has data on this machine already. Unlock it and bring the backup back from there.',
  'reason.profile_erased':
    'The data of this person was erased from this machine. Sign in with the account to work here again.',
  'reason.at_unlock':
    'Peyvand needs a little room to open your data. Nothing was changed and nothing is lost. Free some space on the disk and unlock again.',
} as const;
