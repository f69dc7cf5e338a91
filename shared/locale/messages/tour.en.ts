export const tourEn = {
  'tour.label': 'Tour',
  'tour.offer': 'Show me around first',
  'tour.offerText': 'A few steps through the real pages, about three minutes. It can be left at any step.',
  'tour.begin': 'Take the tour',
  'tour.goOn': 'Go on with the tour',
  'tour.step': '{number, number} of {of, number}',
  'tour.back': 'Back',
  'tour.next': 'Next',
  'tour.finish': 'Finish',
  'tour.leave': 'Leave the tour',
  'tour.left': 'The tour waits where you left it: Ctrl+K, then "tour".',
  'tour.over': 'That was the tour. A question mark shows the keys of any page.',
  'tour.today.title': 'Your day',
  'tour.today.text': 'Visits in a sensible order, tasks, calls and jobs of today. Reps and technicians begin here.',
  'tour.customers.title': 'Your customers',
  'tour.customers.text':
    'All of them are on this machine. Press / and type a name, a city, a phone or a tag: the list follows each letter.',
  'tour.open.title': 'One customer',
  'tour.open.text':
    'Arrows move, Enter opens. Beside the list stand the story, the account, the equipment, and what to do next.',
  'tour.many.title': 'Many at once',
  'tour.many.text':
    'Space chooses a row, Shift as far as there, Ctrl+A all that the filter shows. F2 edits a number in its place.',
  'tour.palette.title': 'Anything, by its name',
  'tour.palette.text':
    'Ctrl+K finds every customer, paper, serial number, page and command, and what you opened lately.',
  'tour.orders.title': 'Orders',
  'tour.orders.text':
    'N begins an order. Prices, discounts and tax are reckoned here as head office will reckon them, also without a line.',
  'tour.deals.title': 'Deals',
  'tour.deals.text': 'What is in the pipeline, as a list or a board. What has rested too long is marked.',
  'tour.service.title': 'Service',
  'tour.service.text':
    'Requests by when they are due: who is sent, what the contract covers, and the signature at the end.',
  'tour.stock.title': 'Stock',
  'tour.stock.text': 'What lies in each warehouse and van, and how old that figure is.',
  'tour.sync.title': 'With and without a line',
  'tour.sync.text': 'Whatever you save is safe on this machine at once. Here stands what still waits to be sent.',
  'tour.keys.title': 'That is all',
  'tour.keys.text':
    'A question mark shows the keys of any page. Language, calendar and the page that opens first are in the settings.',
} as const;
