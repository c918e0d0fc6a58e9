// A reporter for node --test: one line of JSON for each test, for the tests in Python that start it.
export default async function* reporter(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const error = data.details?.error;
    const told = error ? String(error.cause?.stack ?? error.cause ?? error.message) : '';
    yield JSON.stringify({ name: data.name, file: data.file, passed: type === 'test:pass', told }) + '\n';
  }
}
