package adjoint.runtime.serve;

import java.util.Map;

/** The page for browsers, on which a model can be tried. It asks the server for all that it shows, with the visitor's key. */
final class Page {

  /** Nothing but what stands in the page runs in it, and it reaches this server alone. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

  private static final String TEXT =
      """
          <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
          <title>Model</title><style>
          body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}
          textarea{width:100%;height:6em;font:14px monospace;box-sizing:border-box}
          small{color:#666}td{padding:0 1em 0 0}meter{width:16em}.bad{color:#b00}
          </style><h1>Model</h1><p id="what">…</p>
          <p id="lock" hidden><label>Key <input id="key" type="password"></label> <button id="open">Show</button></p>
          <form id="form" hidden><div id="inputs"></div><button>Predict</button></form><div id="out"></div>
          <p><small><a href="openapi.json">openapi.json</a> · <a href="metrics">metrics</a> · <a href="health">health</a></small>
          <script>
          const at = id => document.getElementById(id);
          const make = (to, tag, text) => { const e = document.createElement(tag); e.textContent = text ?? ''; to.append(e); return e; };
          const ask = (path, more) => fetch(path, {...more, headers: {Accept: 'application/json',
            ...(at('key').value ? {Authorization: 'Bearer ' + at('key').value} : {})}});
          const zeros = sizes => sizes.length ? Array.from({length: sizes[0]}, () => zeros(sizes.slice(1))) : 0;
          const value = text => { try { return JSON.parse(text); } catch { return text.trim(); } };
          const shape = port => '[' + Object.entries(port.dims).map(d => d.join(' = ')).join(', ') + '] ' + port.element;
          async function open() {
            const answer = await ask('./');
            const facts = await answer.json();
            at('lock').hidden = answer.status !== 401;
            if (!answer.ok) { at('what').textContent = facts.error.message; return; }
            document.title = document.querySelector('h1').textContent = facts.model;
            at('what').textContent = facts.parameters.toLocaleString('en') + ' parameters; gives '
              + Object.entries(facts.outputs).map(o => o[0] + ' ' + shape(o[1])).join(', ');
            at('inputs').textContent = '';
            for (const [name, port] of Object.entries(facts.inputs)) {
              const label = make(make(at('inputs'), 'p'), 'label', name + ' ');
              make(label, 'small', shape(port));
              const area = make(label, 'textarea', JSON.stringify(zeros(Object.values(port.dims))));
              area.name = name;
            }
            at('form').hidden = false;
          }
          function show(name, result) {
            make(at('out'), 'h3', name);
            const rows = Object.entries(typeof result === 'object' ? result : {'': result});
            if (rows.length > 100 || typeof rows[0][1] === 'object') { make(at('out'), 'pre', JSON.stringify(result)); return; }
            const table = make(at('out'), 'table'), all = rows.map(r => r[1]);
            for (const [position, number] of rows) {
              const row = make(table, 'tr');
              make(row, 'td', position); make(row, 'td', number);
              const bar = make(make(row, 'td'), 'meter');
              bar.min = Math.min(0, ...all); bar.max = Math.max(bar.min + 1e-9, ...all); bar.value = number;
            }
          }
          at('form').onsubmit = async event => {
            event.preventDefault();
            const example = {};
            for (const area of document.querySelectorAll('textarea')) example[area.name] = value(area.value);
            const answer = await ask('predict', {method: 'POST', body: JSON.stringify(example)});
            const result = await answer.json();
            at('out').textContent = '';
            if (answer.ok) Object.entries(result).forEach(r => show(...r));
            else make(at('out'), 'p', result.error.message).className = 'bad';
          };
          at('open').onclick = open;
          open();
          </script></html>
          """;

  private Page() {}

  static Response response() {
    return new Response(200, "text/html; charset=utf-8", TEXT, Map.of("Content-Security-Policy", POLICY,
        "X-Content-Type-Options", "nosniff", "Vary", "Accept"));
  }
}
