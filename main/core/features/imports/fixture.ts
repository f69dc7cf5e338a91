/** A small generated company in the shape of the `maven-crm` preset, dirty in the ways that real files are. Used by tests only. */
import { createSeededRandomness } from '../../../../shared/base/randomness.ts';
import type { ImportRequest } from '../../../../shared/contract/imports.ts';

const NAMES = ['Pars Trading', 'بازرگانی البرز', 'Karoon Agro', 'پخش مهر', 'Sepehr Digital'];

export function generateImportRequest(options: {
  seed: number;
  rows: number;
  mappings?: Record<string, string>;
  pipeline?: string;
}): ImportRequest {
  const random = createSeededRandomness(options.seed);
  const stages = ['Won', 'Lost', 'Engaging', 'Prospecting'] as const;
  const rows = Array.from({ length: options.rows }, (_, index) => {
    const stage = random.pick(stages);
    const account = index % 7 === 3 ? '' : random.pick(NAMES);
    const product = index % 5 === 2 ? 'AlphaPro' : 'Alpha Pro';
    return `OPP${index},Sara,${product},${account},${stage},2024-01-${String(1 + (index % 28)).padStart(2, '0')},${stage === 'Won' || stage === 'Lost' ? '2024-03-01' : ''},${stage === 'Won' ? 100 + index : ''}`;
  });
  return {
    preset: 'maven-crm',
    mappings: options.mappings ?? {},
    encodings: {},
    options: {},
    files: [
      file('sales_teams.csv', 'sales_agent,manager,regional_office\nSara,Reza,مرکزی\n'),
      file(
        'accounts.csv',
        `account,sector,office_location,subsidiary_of\n${NAMES.map((name, index) => `${name},retail,Iran,${index === 1 ? NAMES[4] : ''}`).join('\n')}\n`,
      ),
      file('products.csv', 'product,series,sales_price\nAlpha Pro,A,1200\n'),
      file(
        'sales_pipeline.csv',
        options.pipeline ??
          `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n${rows.join('\n')}\n`,
      ),
    ],
  };
}

const file = (name: string, text: string): ImportRequest['files'][number] => ({
  name,
  bytes: Buffer.from(text).toString('base64'),
});
