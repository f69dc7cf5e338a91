export const contractsEn = {
  'contracts.title': 'Contracts',
  'contracts.search': 'Title, number, customer',
  'contracts.new': 'New contract',
  'contracts.create': 'Create contract',
  'contracts.edit.title': 'Edit {title}',
  'contracts.daysLeft': '{days, plural, =0 {Ends today} one {# day left} other {# days left}}',
  'contracts.endedHint': 'Only when it ended on another day than was agreed.',
  'contracts.addThing': 'Add equipment',
  'contracts.removeThing': 'Remove this equipment',
  'contracts.empty.title': 'No contracts yet',
  'contracts.empty.text':
    'A service contract says what is covered and until when; whoever comes for a repair sees it at once.',
  'value.contracts.state.upcoming': 'Not begun',
  'value.contracts.state.running': 'Running',
  'value.contracts.state.expiring': 'About to end',
  'value.contracts.state.ended': 'Ended',
} as const;
