/** A workbook of one chart (Office Open XML): its figures, a line chart of Excel's own, and where they come from. */

export const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
const MOST_LINES = 5;

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const letter = (i) => String.fromCharCode(65 + i);

function cell(value, column, row) {
  const at = `${letter(column)}${row}`;
  if (typeof value === "number") return Number.isFinite(value) ? `<c r="${at}"><v>${value}</v></c>` : "";
  return value === null || value === undefined ? "" : `<c r="${at}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
}

function sheet(rows, widths, drawing) {
  const columns = widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`).join("");
  const lines = rows.map((row, i) => `<row r="${i + 1}">${row.map((v, k) => cell(v, k, i + 1)).join("")}</row>`).join("");
  return `${HEAD}<worksheet ${MAIN} xmlns:r="${OFFICE}"><cols>${columns}</cols><sheetData>${lines}</sheetData>${drawing ? '<drawing r:id="rId1"/>' : ""}</worksheet>`;
}

function chart(title, rows, first) {
  const last = first + rows.length - 2;
  const text = (words, size) => `<c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}"/></a:pPr><a:r><a:rPr lang="en-US" sz="${size}"/><a:t>${escaped(words)}</a:t></a:r></a:p></c:rich></c:tx>`;
  const lines = rows[0].slice(1, 1 + MOST_LINES).map((_, k) => {
    const column = letter(k + 1);
    return `<c:ser><c:idx val="${k}"/><c:order val="${k}"/><c:tx><c:strRef><c:f>Figures!$${column}$${first - 1}</c:f></c:strRef></c:tx>` +
      `<c:spPr><a:ln w="19050"/></c:spPr><c:marker><c:symbol val="none"/></c:marker><c:cat><c:strRef><c:f>Figures!$A$${first}:$A$${last}</c:f></c:strRef></c:cat>` +
      `<c:val><c:numRef><c:f>Figures!$${column}$${first}:$${column}$${last}</c:f></c:numRef></c:val><c:smooth val="0"/></c:ser>`;
  });
  const axes = '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:tickLblPos val="low"/><c:crossAx val="2"/><c:tickLblSkip val="8"/></c:catAx>' +
    '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines/><c:crossAx val="1"/></c:valAx>';
  return `${HEAD}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" ${DRAWN} xmlns:r="${OFFICE}"><c:chart><c:title>${text(title, 1100)}<c:overlay val="0"/></c:title>` +
    `<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${lines.join("")}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>${axes}</c:plotArea>` +
    '<c:legend><c:legendPos val="b"/></c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>';
}

const related = (rows) => `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${rows.map(([kind, target], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`).join("")}</Relationships>`;

/** `rows` (headings first) under a title, with a source line and what makes the figures on a sheet of its own. */
export function workbook(rows, title, source) {
  const columns = rows[0].length;
  const anchor = `<xdr:from><xdr:col>${columns + 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>${columns + 12}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>24</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>`;
  const kind = "application/vnd.openxmlformats-officedocument";
  const part = (name, type) => `<Override PartName="/${name}" ContentType="${kind}.${type}+xml"/>`;
  return zip({
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
      `${part("xl/workbook.xml", "spreadsheetml.sheet.main")}${part("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet")}${part("xl/worksheets/sheet2.xml", "spreadsheetml.worksheet")}${part("xl/drawings/drawing1.xml", "drawing")}${part("xl/charts/chart1.xml", "drawingml.chart")}</Types>`,
    "_rels/.rels": related([["officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="Figures" sheetId="1" r:id="rId1"/><sheet name="Source" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": related([["worksheet", "worksheets/sheet1.xml"], ["worksheet", "worksheets/sheet2.xml"]]),
    "xl/worksheets/sheet1.xml": sheet([[title], [], ...rows], [12, ...new Array(columns - 1).fill(17)], true),
    "xl/worksheets/_rels/sheet1.xml.rels": related([["drawing", "../drawings/drawing1.xml"]]),
    "xl/worksheets/sheet2.xml": sheet([["Source", source], ["Address", location.href]], [12, 110], false),
    "xl/drawings/drawing1.xml": `${HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" ${DRAWN}><xdr:twoCellAnchor>${anchor}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="${OFFICE}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>`,
    "xl/drawings/_rels/drawing1.xml.rels": related([["chart", "../charts/chart1.xml"]]),
    "xl/charts/chart1.xml": chart(title, rows, 4),
  });
}

/** The check of a file's bytes (CRC-32, polynomial of ISO 3309). */
export function crc32(bytes) {
  let crc = -1;
  for (const b of bytes) {
    crc ^= b;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

/** Texts by their names as a ZIP archive, stored as they are. */
export function zip(files) {
  const [parts, index] = [[], []];
  let at = 0;
  const pack = (...fields) => {
    const out = new DataView(new ArrayBuffer(fields.reduce((n, [size]) => n + size, 0)));
    let place = 0;
    for (const [size, value] of fields) {
      if (size === 2) out.setUint16(place, value, true);
      else out.setUint32(place, value, true);
      place += size;
    }
    return new Uint8Array(out.buffer);
  };
  for (const [name, text] of Object.entries(files)) {
    const [named, body] = [new TextEncoder().encode(name), new TextEncoder().encode(text)];
    const common = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, crc32(body)], [4, body.length], [4, body.length], [2, named.length], [2, 0]];
    const local = pack([4, 0x04034b50], ...common);
    index.push(pack([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), named);
    parts.push(local, named, body);
    at += local.length + named.length + body.length;
  }
  const size = index.reduce((n, x) => n + x.length, 0);
  const count = Object.keys(files).length;
  return new Blob([...parts, ...index, pack([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0])]);
}
