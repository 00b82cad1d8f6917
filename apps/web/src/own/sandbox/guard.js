// The whole script of the sandboxed frame. Its hash stands in the page's Content-Security-Policy (a test compares them), so
// that this text runs there and nothing else does. It starts one worker, passes one answer on for each order, and ends the
// worker when it sends more, or larger things, than it was asked for. An answer is [kind, words, numbers].

addEventListener(
  'message',
  ({ data: program, ports: [port] }) => {
    const worker = new Worker(URL.createObjectURL(new Blob([program], { type: 'text/javascript' })));
    let most = 0;
    let awaited = 1; // that it is ready
    let unasked = 0;
    const end = (kind, words, line) => {
      worker.terminate();
      port.postMessage([kind, words.slice(0, 1000), Float64Array.of(line, -1)]);
    };
    const fits = (answer) => {
      if (!Array.isArray(answer) || answer.length !== 3) return false;
      const [kind, words, numbers] = answer;
      if (typeof kind !== 'string' || typeof words !== 'string' || !ArrayBuffer.isView(numbers)) return false;
      return kind.length < 20 && words.length <= 100000 && numbers.buffer.byteLength <= most;
    };
    worker.onmessage = ({ data }) => {
      if (awaited === 0) {
        unasked++;
        if (unasked === 100) end('flooded', '', 0);
      } else if (fits(data)) {
        awaited--;
        port.postMessage(data, [data[2].buffer]);
      } else end('misshapen', '', 0);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end('broken', String(event.message), event.lineno);
    };
    port.onmessage = ({ data }) => {
      most = data.most;
      awaited++;
      worker.postMessage(data.order);
    };
  },
  { once: true },
);
