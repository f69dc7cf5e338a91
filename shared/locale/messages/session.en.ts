export const sessionEn = {
  'session.signIn.title': 'Sign in',
  'session.signIn.text':
    'With the account that your company gave you. This is needed once on this machine, and needs the network.',
  'session.signIn.login': 'User name',
  'session.signIn.password': 'Account password',
  'session.signIn.server': 'Server address',
  'session.signIn.serverHint': 'Your administrator knows it, for instance {example}',
  'session.signIn.more': 'Another server',
  'session.signIn.submit': 'Sign in',
  'session.signIn.busy': 'Signing in',
  'session.signIn.back': 'Back to the people of this machine',
  'session.sample.title': 'Look around with sample data',
  'session.sample.text': 'This server holds a made-up company. Choose someone and work as they would.',
  'session.sample.everywhere': 'the whole company',

  'session.passphrase.title': 'Choose a passphrase for this machine',
  'session.passphrase.greeting': 'Welcome, {name}',
  'session.passphrase.accountTerm': 'Account password',
  'session.passphrase.account': 'proves to the server who you are. Used once, today.',
  'session.passphrase.machineTerm': 'Passphrase of this machine',
  'session.passphrase.machine':
    'encrypts the copy of the data on this machine. You type it every time you open Peyvand, also with no network. The server never learns it.',
  'session.passphrase.new': 'Passphrase',
  'session.passphrase.repeat': 'Once more',
  'session.passphrase.hint': 'A few words that only you would put together are long and easy to remember.',
  'session.passphrase.show': 'Show what I type',
  'session.passphrase.differs': 'The two are not the same.',
  'session.passphrase.tooShort':
    '{count, plural, one {At least # character more.} other {At least # characters more.}}',
  'session.passphrase.weak': 'Weak: add another word',
  'session.passphrase.fair': 'Fair: one more word would make it strong',
  'session.passphrase.strong': 'Strong',
  'session.passphrase.strength': 'Strength',
  'session.passphrase.submit': 'Set the passphrase and start',
  'session.passphrase.busy': 'Preparing the encrypted copy',
  'session.passphrase.notMe': 'This is not me',

  'session.unlock.title': 'Who is working?',
  'session.unlock.titleOne': 'Hello, {name}',
  'session.unlock.passphrase': 'Passphrase of this machine',
  'session.unlock.submit': 'Unlock',
  'session.unlock.busy': 'Unlocking',
  'session.unlock.addPerson': 'Add another person',
  'session.unlock.wait': 'Too many tries. The next one is possible in {time}.',
  'session.unlock.waitUnit': '{seconds, plural, one {# second} other {# seconds}}',
  'session.unlock.waitMinutes': '{minutes, plural, one {# minute} other {# minutes}}',
  'session.unlock.forgot':
    'A forgotten passphrase cannot be read back. Where your company keeps a recovery secret, it opens your data once more; otherwise you join the server again, and work that was saved and never sent is handed in from its sealed copy.',

  'session.lock.nothingLost': 'Nothing is lost: everything you saved lies here, encrypted.',
  'session.lock.expired.title': 'This machine has not heard from the company for too long',
  'session.lock.expired.text':
    'Connect to the network and type your passphrase: the server is asked, and you go on where you were.',
  'session.lock.outOfHours.title': 'Outside of working hours',
  'session.lock.outOfHours.text':
    'It opens again on {when}. If the hours were changed, connect to the network and type your passphrase.',
  'session.lock.outOfHours.never':
    'The company has set no hour to work in. When it has, connect to the network and type your passphrase.',
  'session.lock.clockBack.title': 'The clock of this machine is behind',
  'session.lock.clockBack.text':
    'It says {now}, yet this machine has already seen {seen}. Set the clock right. If it is right now, connect to the network and type your passphrase.',
  'session.lock.versionTooOld.title': 'This program is too old',
  'session.lock.versionTooOld.text':
    'It is version {version}, and the company asks for {minimum} at least. Install the update, then unlock as usual.',
  'session.lock.suspended.title': 'Your company has suspended this machine',
  'session.lock.suspended.text':
    'Since {when}. Speak to your administrator; when they lift it, ask the server again here.',
  'session.lock.wipe.title': 'Your company is having the copy on this machine erased',
  'session.lock.wipe.politely':
    'Work that you have not sent is handed in first: connect to the network and type your passphrase. Without it the copy is erased soon all the same, and that work stays here sealed.',
  'session.lock.wipe.atOnce': 'It is being erased now. Work that was not sent stays here, sealed to the company.',
  'session.lock.unreachable':
    'It cannot be opened without the server now. Connect to the network and try again; what you saved is safe here.',
  'session.lock.unlockAndAsk': 'Ask the server and unlock',
  'session.lock.handIn': 'Hand in my work',
  'session.lock.ask': 'Ask the server again',
  'session.lock.asking': 'Asking',
  'session.lock.sameAnswer': 'The server’s answer at {time} was the same.',
  'session.erased.title': 'The copy on this machine was erased',
  'session.erased.ordered': 'On {when}, by order of your company.',
  'session.erased.leaseRanOut':
    'On {when}: for very long nothing was heard from the company here. What you had sent is with the company.',
  'session.erased.sealedWork':
    'Work that was never sent still lies here, sealed to the company: anybody else who works on this machine hands it in, unread.',
  'session.erased.nothingWaits': 'Nothing that waited to be sent is left here.',
  'session.erased.signIn': 'Sign in again',

  'session.firstSync.title': 'Bringing your data to this machine',
  'session.firstSync.progress': '{done, number} of {expected, number} records have arrived',
  'session.firstSync.text': 'You can start already; what has arrived is here to use.',
  'session.firstSync.paused': 'You stopped it. What has arrived is here to use.',
  'session.firstSync.waiting': 'Waiting for the server. It goes on by itself when the network is back.',

  'session.lock': 'Lock',

  'role.rep': 'Sales representative',
  'role.technician': 'Service technician',
  'role.branchManager': 'Branch manager',
  'role.marketing': 'Marketing',
  'role.headOffice': 'Head office',
  'role.administrator': 'Administrator',
  'role.auditor': 'Auditor',
} as const;
