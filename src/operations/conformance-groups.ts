/** The words for `--only`: apart from the cases themselves, which are many and needed by nobody else. */
export { groupNames as conformanceGroups } from '../conformance/group-names.js'
