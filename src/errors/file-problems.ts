/** `problem` in the data of `HC_INPUT_UNUSABLE`. */
export type InputProblem =
  | 'missing'
  | 'notReadable'
  /** A folder where a file is wanted, and nobody asked for folders. */
  | 'folder'
  /** A symbolic link, a pipe, a device: nothing that stays what it is while it is signed. */
  | 'notRegular'
  /** A folder without a single file. */
  | 'emptyFolder'
  /** The same file twice. */
  | 'duplicate'
  /** Not in the format that its writer gave it. */
  | 'damaged'
  /** Larger than what is read into memory at once. */
  | 'tooLarge'
  /** Its name is no UTF-8: it reaches the program as another name, which can belong to another file. */
  | 'nameNotText'

/** `problem` in the data of `HC_OUTPUT_UNUSABLE`. */
export type OutputProblem =
  | 'notWritable'
  | 'noSpace'
  /** A part of the path is a file. */
  | 'notFolder'
  /** A folder stands where the file should go. */
  | 'isFolder'
  /** The output would replace one of the inputs. */
  | 'isInput'
  | 'nameTooLong'
