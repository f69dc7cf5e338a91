export const opportunitiesEn = {
  'opportunities.title': 'Opportunities',
  'opportunities.search': 'Name of the opportunity',
  'opportunities.new': 'New opportunity',
  'opportunities.pipeline': 'Pipeline by stage',
  'opportunities.weighted': 'Weighted',
  'opportunities.empty.title': 'No opportunities yet',
  'opportunities.empty.text': 'Write down what might be sold, to whom and when; the pipeline above adds it up.',
} as const;
