// @ts-check
/** Draws the curves of a report, in the browser. `page.ts` writes it into the page, together with the chart library. */

/** @typedef {import("../pageData").PageData} PageData */
/** @typedef {import("../pageData").ChartData} ChartData */
/** @typedef {import("../pageData").SeriesData} SeriesData */
/** @typedef {import("uplot")} UPlot */
/** @typedef {{ figure: HTMLElement, plot: HTMLElement, data: ChartData, buttons: HTMLButtonElement[], drawn?: UPlot }} Chart */
/** @typedef {{ min: number, max: number }} Range */

(() => {
  const library = /** @type {{ uPlot: typeof import("uplot") }} */ (/** @type {unknown} */ (window)).uPlot;
  const height = 280;
  /** As many as report.css defines. */
  const colorCount = 8;
  const dashes = { solid: [], dashed: [6, 4], dotted: [2, 3] };
  const zoomFactor = 2;
  const minLogarithmic = 1e-15;

  /**
   * @template {HTMLElement} T
   * @param {string} id
   * @param {new () => T} type
   * @returns {T}
   */
  function element(id, type) {
    const found = document.getElementById(id);
    if (!(found instanceof type)) {
      throw new Error(`The page has no ${id}.`);
    }
    return found;
  }

  const dataElement = document.getElementById("data");
  const page = /** @type {PageData} */ (JSON.parse(dataElement?.textContent ?? "{}"));
  if (!page.charts || page.charts.length === 0) {
    return;
  }

  const controls = {
    smoothing: element("smoothing", HTMLInputElement),
    smoothingValue: element("smoothing-value", HTMLOutputElement),
    axis: element("axis", HTMLSelectElement),
    logarithmic: element("logarithmic", HTMLInputElement),
    range: element("range", HTMLParagraphElement),
  };
  /** Indices of the jobs whose curves are hidden. @type {Set<number>} */
  const hiddenJobs = new Set();
  /** Curves that are hidden by their own buttons. @type {Set<SeriesData>} */
  const hiddenSeries = new Set();
  /** The range of the axis that all charts show; undefined for everything. @type {Range | undefined} */
  let shown;
  let isChangingRange = false;

  const isVisible = (/** @type {SeriesData} */ series) =>
    !hiddenJobs.has(series.job) && !hiddenSeries.has(series);
  const usesEpochs = () => controls.axis.value === "epoch";

  /** @param {SeriesData} series @returns {number[]} */
  const positions = ({ steps, stepsPerEpoch }) =>
    usesEpochs() && stepsPerEpoch ? steps.map((step) => step / stepsPerEpoch) : steps;

  /**
   * Exponential moving average, without the bias of its start.
   * @param {number[]} values @param {number} weight
   */
  function smooth(values, weight) {
    let sum = 0;
    let total = 0;
    return values.map((value) => {
      sum = sum * weight + value * (1 - weight);
      total = total * weight + 1 - weight;
      return sum / total;
    });
  }

  /**
   * What a logarithmic scale cannot show is left out: the library never finishes the labels of an axis that begins below 1e-24.
   * @param {number[]} values @returns {(number | null)[]}
   */
  const onScale = (values) =>
    controls.logarithmic.checked
      ? values.map((value) => (value >= minLogarithmic && value <= 1 / minLogarithmic ? value : null))
      : values;

  /** The positions of all curves, and the values of each: smoothed ones first, then the original ones beneath them. */
  function alignedData(/** @type {ChartData} */ { series }) {
    const weight = Number(controls.smoothing.value);
    const smoothed = series.map((one) => [positions(one), onScale(smooth(one.values, weight))]);
    const original = weight > 0 ? series.map((one) => [positions(one), onScale(one.values)]) : [];
    return library.join(/** @type {import("uplot").AlignedData[]} */ ([...smoothed, ...original]));
  }

  const style = () => getComputedStyle(document.documentElement);
  const color = (/** @type {string} */ name) => style().getPropertyValue(`--${name}`).trim();
  const colorOf = (/** @type {SeriesData} */ { job }) => color(`color-${job % colorCount}`);

  /** @param {SeriesData} series @param {boolean} isOriginal @returns {import("uplot").Series} */
  const lineOf = (series, isOriginal) => ({
    label: `${series.label}: ${series.title}`,
    stroke: colorOf(series),
    width: isOriginal ? 1 : 2,
    alpha: isOriginal ? 0.25 : 1,
    dash: dashes[series.line],
    spanGaps: true,
    show: isVisible(series),
    points: { show: series.steps.length === 1, size: 5 },
  });

  /** @param {number | null | undefined} value */
  const text = (value) =>
    value === null || value === undefined ? "–" : String(Number(value.toPrecision(4)));

  /** Draws a chart, instead of what it shows now. */
  function draw(/** @type {Chart} */ chart) {
    chart.drawn?.destroy();
    const aligned = alignedData(chart.data);
    const { series } = chart.data;
    const isSmoothed = aligned.length > series.length + 1;
    const axis = {
      stroke: color("muted"),
      grid: { stroke: color("border"), width: 1 },
      ticks: { show: false },
    };
    chart.drawn = new library(
      {
        width: Math.max(200, Math.floor(chart.plot.clientWidth)),
        height,
        scales: { x: { time: false }, y: { distr: controls.logarithmic.checked ? 3 : 1 } },
        series: [
          {},
          ...series.map((one) => lineOf(one, false)),
          ...(isSmoothed ? series.map((one) => lineOf(one, true)) : []),
        ],
        axes: [
          { ...axis, label: usesEpochs() ? "epoch" : "step", labelSize: 18, size: 30 },
          { ...axis, size: 64, values: (_plot, values) => values.map((value) => text(value)) },
        ],
        legend: { show: false },
        cursor: {
          sync: {
            key: "curves",
            scales: ["x", null],
            // Each chart is zoomed below: charts have different widths, and jobs different lengths.
            filters: { pub: (type) => type === "mousemove" || type === "mouseleave", sub: () => true },
          },
          drag: { x: true, y: false },
          bind: {
            dblclick: () => () => {
              showRange(undefined);
              return null;
            },
          },
        },
        hooks: {
          setCursor: [() => showValues(chart)],
          setScale: [
            (plot, scale) => {
              const { min, max } = plot.scales.x ?? {};
              if (scale === "x" && !isChangingRange && typeof min === "number" && typeof max === "number") {
                showRange({ min, max });
              }
            },
          ],
        },
      },
      aligned,
      chart.plot,
    );
  }

  /** All positions of the page. @returns {Range} */
  function wholeRange() {
    let min = Infinity;
    let max = -Infinity;
    for (const { series } of page.charts) {
      for (const one of series) {
        const all = positions(one);
        min = Math.min(min, all[0] ?? min);
        max = Math.max(max, all[all.length - 1] ?? max);
      }
    }
    return min < max ? { min, max } : { min: min - 0.5, max: min + 0.5 };
  }

  /** Shows a range in all charts. @param {Range | undefined} range Everything if it is undefined. */
  function showRange(range) {
    shown = range;
    const whole = wholeRange();
    const { min, max } = range ?? whole;
    isChangingRange = true;
    charts.forEach(({ drawn }) => drawn?.batch(() => drawn.setScale("x", { min, max })));
    isChangingRange = false;
    controls.range.textContent = `${usesEpochs() ? "Epochs" : "Steps"} ${text(min)} to ${text(max)}`;
    charts.forEach(showValues);
  }

  /** @param {number} factor Above 1 shows less. @param {number} shift Part of the range by which it moves. */
  function zoom(factor, shift = 0) {
    const whole = wholeRange();
    const { min, max } = shown ?? whole;
    const width = Math.min((max - min) / factor, whole.max - whole.min);
    const center = (min + max) / 2 + shift * (max - min);
    const start = Math.max(whole.min, Math.min(whole.max - width, center - width / 2));
    showRange(width >= whole.max - whole.min ? undefined : { min: start, max: start + width });
  }

  /** Returns the index of the nearest value. @param {ArrayLike<number | null | undefined>} values @param {number} index */
  function nearest(values, index) {
    for (let distance = 0; distance < values.length; distance += 1) {
      const found = [index - distance, index + distance].find((at) => typeof values[at] === "number");
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  /** Writes the values at the cursor into the legend, or the last ones that are shown. */
  function showValues(/** @type {Chart} */ { drawn, buttons, data }) {
    if (!drawn) {
      return;
    }
    const { idx } = drawn.cursor;
    const last = shown ? drawn.valToIdx(shown.max) : (drawn.data[0]?.length ?? 1) - 1;
    data.series.forEach((_series, index) => {
      const values = drawn.data[index + 1] ?? [];
      const at = nearest(values, idx ?? last);
      const value = buttons[index]?.querySelector(".value");
      if (value) {
        value.textContent = at === undefined ? "–" : text(values[at]);
      }
    });
  }

  function showVisibility() {
    for (const { drawn, buttons, data } of charts) {
      data.series.forEach((series, index) => {
        const isOn = isVisible(series);
        buttons[index]?.setAttribute("aria-pressed", String(isOn));
        [index + 1, index + 1 + data.series.length]
          .filter((at) => drawn?.series[at])
          .forEach((at) => drawn?.setSeries(at, { show: isOn }));
      });
    }
  }

  /** A piece of a curve's line, for its legend. */
  function lineSample(/** @type {SeriesData} */ series) {
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    const line = document.createElementNS(namespace, "line");
    const attributes = {
      x1: "0",
      x2: "22",
      y1: "5",
      y2: "5",
      stroke: "currentColor",
      "stroke-width": "2",
      "stroke-dasharray": dashes[series.line].join(" "),
    };
    Object.entries(attributes).forEach(([name, value]) => line.setAttribute(name, value));
    svg.setAttribute("width", "22");
    svg.setAttribute("height", "10");
    svg.setAttribute("aria-hidden", "true");
    svg.append(line);
    return svg;
  }

  /** @param {string} className @param {string} content */
  function span(className, content) {
    const created = document.createElement("span");
    created.className = className;
    created.textContent = content;
    return created;
  }

  /** The button that shows or hides a curve. @returns {HTMLButtonElement} */
  function legendButton(/** @type {SeriesData} */ series) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `color-${series.job % colorCount}`;
    const value = span("value", "");
    // It follows the cursor; the tables have the values.
    value.setAttribute("aria-hidden", "true");
    button.append(lineSample(series), span("name", `${series.label}: ${series.title}`), value);
    button.addEventListener("click", () => {
      if (!hiddenSeries.delete(series)) {
        hiddenSeries.add(series);
      }
      showVisibility();
    });
    return button;
  }

  /** @returns {Chart} */
  function createChart(/** @type {ChartData} */ data) {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = data.title;
    const plot = document.createElement("div");
    plot.className = "plot";
    plot.tabIndex = 0;
    plot.setAttribute("role", "img");
    plot.setAttribute(
      "aria-label",
      `Chart: ${data.title}, ${data.series.length} curves. The table Metrics has their values.`,
    );
    plot.setAttribute("aria-describedby", "hint");
    const legend = document.createElement("ul");
    legend.className = "legend";
    const buttons = data.series.map(legendButton);
    buttons.forEach((button) => {
      const item = document.createElement("li");
      item.append(button);
      legend.append(item);
    });
    figure.append(caption, plot, legend);
    const chart = { figure, plot, data, buttons };
    plot.addEventListener("keydown", (event) => onKey(chart, event));
    return chart;
  }

  /** What keys do, by the names of the keys, without Shift. @type {Record<string, () => void>} */
  const keys = {
    "+": () => zoom(zoomFactor),
    "=": () => zoom(zoomFactor),
    "-": () => zoom(1 / zoomFactor),
    0: () => showRange(undefined),
    Escape: () => showRange(undefined),
  };

  function onKey(/** @type {Chart} */ chart, /** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const action = direction ? () => moveBy(chart, direction, event.shiftKey) : keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  /** Moves the range, or the cursor by one position. */
  function moveBy(
    /** @type {Chart} */ { drawn },
    /** @type {number} */ direction,
    /** @type {boolean} */ isRange,
  ) {
    if (!drawn) {
      return;
    }
    if (isRange) {
      zoom(1, direction / 4);
      return;
    }
    const all = drawn.data[0] ?? [];
    const from = shown ? drawn.valToIdx(shown.min) : 0;
    const to = shown ? drawn.valToIdx(shown.max) : all.length - 1;
    const start = direction > 0 ? from - 1 : to + 1;
    const index = Math.max(from, Math.min(to, (drawn.cursor.idx ?? start) + direction));
    drawn.setCursor({ left: drawn.valToPos(all[index] ?? 0, "x"), top: height / 4 });
  }

  const charts = page.charts.map(createChart);

  function drawAll() {
    controls.smoothingValue.textContent = Number(controls.smoothing.value).toFixed(2);
    isChangingRange = true;
    charts.forEach(draw);
    isChangingRange = false;
    showRange(shown);
  }

  /** The label of a job in the table becomes a switch of its curves. */
  function addSwitch(/** @type {HTMLElement} */ label) {
    const job = Number(label.dataset.job);
    const checkbox = document.createElement("input");
    checkbox.type = "checkbox";
    checkbox.checked = true;
    checkbox.title = "Show the curves";
    checkbox.addEventListener("change", () => {
      hiddenJobs[checkbox.checked ? "delete" : "add"](job);
      showVisibility();
    });
    label.prepend(checkbox, " ");
  }

  /** The colors of paper are those of a light page. */
  function setPrinting(/** @type {boolean} */ isPrinting) {
    document.documentElement.toggleAttribute("data-print", isPrinting);
    drawAll();
  }

  element("charts", HTMLDivElement).append(...charts.map(({ figure }) => figure));
  element("controls", HTMLDivElement).hidden = false;
  element("hint", HTMLParagraphElement).hidden = false;
  [...controls.axis.options]
    .filter(({ value }) => value === "epoch")
    .forEach((option) => {
      option.disabled = !page.hasEpochs;
    });
  document.querySelectorAll("label.job").forEach((label) => {
    if (label instanceof HTMLElement) {
      addSwitch(label);
    }
  });
  drawAll();

  controls.smoothing.addEventListener("input", drawAll);
  controls.logarithmic.addEventListener("change", drawAll);
  controls.axis.addEventListener("change", () => {
    shown = undefined;
    drawAll();
  });
  const onClick = (/** @type {string} */ id, /** @type {() => void} */ action) =>
    element(id, HTMLButtonElement).addEventListener("click", action);
  onClick("zoom-in", () => zoom(zoomFactor));
  onClick("zoom-out", () => zoom(1 / zoomFactor));
  onClick("reset", () => showRange(undefined));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  window.addEventListener("beforeprint", () => setPrinting(true));
  window.addEventListener("afterprint", () => setPrinting(false));
  new ResizeObserver(() => {
    charts.forEach(({ drawn, plot }) => {
      const width = Math.max(200, Math.floor(plot.clientWidth));
      if (drawn && drawn.width !== width) {
        drawn.setSize({ width, height });
      }
    });
  }).observe(element("charts", HTMLDivElement));
})();
