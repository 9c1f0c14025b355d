// Draws the network where the server placed its nodes. All words stand in the tables of the page; this only shows them
// beside the drawing.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("network-data").textContent);
  const frame = document.getElementById("network");
  const drawing = document.getElementById("drawing");
  const chosen = document.getElementById("chosen");
  const ARROWS = { role: "circle", contract: "triangle", relation: "diamond", quote: "vee", together: "none" };
  const WIDEST = 7;

  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const width = (weight) => Math.min(WIDEST, 1.5 + Math.log2(weight));

  function style() {
    const colours = { ink: ink("--ink") || "#222", paper: ink("--paper") || "#fff", accent: ink("--accent") || "#06c" };
    const rules = [
      {
        selector: "node",
        style: {
          "label": "data(name)",
          "shape": "data(shape)",
          "width": 26,
          "height": 26,
          "background-color": colours.paper,
          "border-color": colours.ink,
          "border-width": 2,
          "color": colours.ink,
          "font-size": 13,
          "text-valign": "bottom",
          "text-margin-y": 3,
          "text-wrap": "wrap",
          "text-max-width": 130,
          "text-background-color": colours.paper,
          "text-background-opacity": 0.75,
          "min-zoomed-font-size": 6,
        },
      },
      { selector: "node[distance = 0]", style: { "width": 42, "height": 42, "border-width": 5, "font-weight": "bold" } },
      { selector: "edge", style: { "curve-style": "bezier", "width": "data(width)", "arrow-scale": 1.1 } },
      { selector: "node:selected", style: { "border-color": colours.accent, "background-color": colours.accent } },
      { selector: ".far", style: { "opacity": 0.25 } },
    ];
    for (const [kind, line] of Object.entries(data.lines)) {
      const colour = ink(`--tie-${kind}`);
      rules.push({
        selector: `edge[kind = "${kind}"]`,
        style: {
          "line-color": colour,
          "line-style": line,
          "line-dash-pattern": kind === "together" ? [2, 7] : [7, 4],
          "target-arrow-color": colour,
          "target-arrow-shape": ARROWS[kind],
        },
      });
    }
    return rules;
  }

  function elements() {
    const nodes = data.nodes.map(({ x, y, ...node }) => ({ group: "nodes", data: node, position: { x, y } }));
    const edges = data.edges.map((edge) => ({ group: "edges", data: { ...edge, width: width(edge.weight) } }));
    return [...nodes, ...edges];
  }

  frame.hidden = false;
  const cy = window.cytoscape({
    container: drawing,
    elements: elements(),
    style: style(),
    layout: { name: "preset", fit: true, padding: 30 },
    maxZoom: 3,
    boxSelectionEnabled: false,
  });

  const row = (id) => document.getElementById(`n-${id}`);
  const element = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };
  const copied = (cell) => [...cell.cloneNode(true).childNodes];

  // A tie as the table has it; one that is in the files only, by the name at its other end.
  function told(edge) {
    const line = document.getElementById(`t-${edge.id()}`);
    if (!line) {
      return element("li", edge.source().data("name"), " – ", edge.target().data("name"));
    }
    const [source, kind, target, , facts] = line.cells;
    return element("li", ...copied(source), " ", ...copied(kind), " ", ...copied(target), ...copied(facts));
  }

  function show(node) {
    const [name, kind, , , centre] = row(node.id()).cells;
    const edges = node.connectedEdges().sort((one, other) => other.data("weight") - one.data("weight"));
    chosen.replaceChildren(
      element("h2", ...copied(name)),
      element("p", ...copied(kind)),
      element("p", ...copied(centre)),
      element("ul", ...edges.map(told)),
    );
    cy.elements().addClass("far");
    node.closedNeighborhood().removeClass("far");
  }

  function forget() {
    chosen.replaceChildren();
    cy.elements().removeClass("far");
  }

  function move(node) {
    const link = row(node.id()).querySelector("a.move");
    if (link) {
      window.location.assign(link.href);
    }
  }

  cy.on("select", "node", (event) => show(event.target));
  cy.on("unselect", "node", () => { if (cy.$("node:selected").empty()) forget(); });
  cy.on("dbltap", "node", (event) => move(event.target));

  function zoom(factor) {
    cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  // Arrow keys go through the nodes in the order of the table.
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = data.nodes.findIndex((node) => cy.getElementById(node.id).selected());
    if (step) {
      const next = data.nodes[at < 0 ? 0 : (at + step + data.nodes.length) % data.nodes.length];
      cy.$("node:selected").unselect();
      cy.getElementById(next.id).select();
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) {
      move(cy.getElementById(data.nodes[at].id));
    } else if (event.key === "+" || event.key === "-") {
      zoom(event.key === "+" ? 1.3 : 1 / 1.3);
    } else if (event.key === "Escape") {
      cy.$("node:selected").unselect();
    }
  });

  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(style()));

  const png = document.getElementById("as-png");
  png.hidden = false;
  png.addEventListener("click", async () => {
    const picture = await cy.png({ output: "blob-promise", full: true, scale: 2, bg: ink("--paper") || "#fff" });
    const link = element("a");
    link.href = URL.createObjectURL(picture);
    link.download = `network-${data.nodes[0].id}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
})();
