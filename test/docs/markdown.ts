import { projectFiles, projectText } from './project-files.js'

/** A document of the project. */
export interface MarkdownFile {
  /** Path from the project's root. */
  readonly path: string
  readonly text: string
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly language: string
  readonly lines: readonly string[]
  /** Line of the opening fence, counted from 1. */
  readonly line: number
  /** The HTML comment on the line before the fence, or the one before that. */
  readonly remark: string | undefined
}

/** All documents that people read. */
export function markdownFiles(): MarkdownFile[] {
  return projectFiles()
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: projectText(path) }))
}

/** The fenced blocks of a text, in order. */
export function codeBlocks(text: string): CodeBlock[] {
  const lines = text.split('\n')
  const blocks: CodeBlock[] = []
  for (let start = 0; start < lines.length; start++) {
    const language = /^```(\w*)\s*$/.exec(lines[start] ?? '')?.[1]
    if (language === undefined) continue
    const end = lines.indexOf('```', start + 1)
    if (end < 0) throw new Error(`line ${start + 1} opens a block that nothing closes`)
    blocks.push({ language, lines: lines.slice(start + 1, end), line: start + 1, remark: remarkBefore(lines, start) })
    start = end
  }
  return blocks
}

function remarkBefore(lines: readonly string[], line: number): string | undefined {
  const before = [lines[line - 1], lines[line - 2]].find((text) => text !== undefined && text.trim() !== '')
  return /^<!-- (.*) -->$/.exec(before ?? '')?.[1]
}

/** The text without its fenced blocks: what is set as prose, tables and headings. */
export function proseOf(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '')
}

/** The rows of the first table whose first column has this title, cell by cell, without title and rule. */
export function tableRows(text: string, firstColumn: string): string[][] {
  const lines = proseOf(text).split('\n')
  const title = lines.findIndex((line) => cellsOf(line)[0] === firstColumn)
  if (title < 0) throw new Error(`no table begins with a column »${firstColumn}«`)
  const end = lines.findIndex((line, i) => i > title && !line.startsWith('|'))
  return lines.slice(title + 2, end < 0 ? undefined : end).map(cellsOf)
}

function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return []
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
}

/** Anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
