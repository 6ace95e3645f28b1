exports.handler = async (event) => ({ n: event.n + 1 });
