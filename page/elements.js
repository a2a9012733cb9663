/* What maps.js and points.js share. */
"use strict";
const make = (name, attributes = {}, ...children) => {
  const svg = ["svg", "rect", "path", "line", "circle", "g", "text", "title"].includes(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const distinct = list => [...new Set(list)];
const ascending = list => distinct(list).sort((a, b) => a - b);
const minus = text => text.replace(/-(?=\d)/g, "−"); // of numbers alone

/* A row of menus, one for each of CHOICES (name: [title, values]); what is picked goes to CHOSEN. */
const menus = (choices, chosen, changed) => {
  const controls = make("div", {class: "controls"});
  for (const [name, [title, values]] of Object.entries(choices)) {
    const select = make("select", {name});
    for (const value of values) select.append(make("option", {value}, String(value).replaceAll("_", " ")));
    select.value = chosen[name];
    select.addEventListener("change", () => { chosen[name] = select.value; changed(); });
    controls.append(make("label", {}, title + " ", select));
  }
  return controls;
};
