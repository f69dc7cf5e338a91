/**
 * Loads what the documents stand on. It holds the thread for a fifth of a second where it runs from source, so it is done while nobody waits;
 * whoever needs a document earlier has it loaded then.
 */
export async function loadDocuments(): Promise<void> {
  await Promise.all([
    import('rxjs'),
    import('rxdb/plugins/core'),
    import('rxdb/plugins/storage-memory'),
    import('../store/rxStorage/records/recordInstance.ts'),
  ]);
}
