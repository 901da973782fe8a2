extension TensorFileError {
  /// The invariants that a tensor file has to keep, one case for each.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    // Reaching the file.

    /// There is nothing at the path.
    case notFound
    /// The system refuses to open or list it.
    case permissionDenied
    /// A directory stands where a file is needed.
    case isDirectory
    /// A FIFO, socket or device.
    case notRegularFile
    /// A chain of symbolic links that does not end.
    case symbolicLinkLoop
    /// The limit on open files is reached.
    case tooManyOpenFiles
    /// A name that is not UTF-8 or holds a NUL byte, or a path whose step is no number of one.
    case invalidPath
    /// Directories nested deeper than the walk goes.
    case directoryTooDeep
    /// A directory tree without any tensor file.
    case noTensorFiles
    /// A pattern, a rank or an exclusion that leaves no file.
    case nothingMatches
    /// A path that names two steps, or two ranks.
    case contradictoryPath
    /// Some processes' files are not there.
    case missingRank
    /// The system reports an error while reading.
    case readFailed
    /// Standard input could not be kept in a temporary file.
    case notKept
    /// Size, time of modification or identity changed after opening.
    case changedWhileRead

    // Recognising it.

    /// A file of no bytes.
    case emptyFile
    /// Neither `.npy` nor `.safetensors`, by name or by content.
    case notATensorFile
    /// The name says `.npy`, the first bytes say otherwise.
    case wrongMagic
    /// A container that this program can read only if it is built so.
    case notBuiltIn
    /// A version that is not known, of `.npy` or of a histogram file.
    case unsupportedVersion

    // The header as text.

    /// The file ends before its header does.
    case truncatedHeader
    /// The header is longer than its container allows.
    case headerTooLong
    /// The header has no bytes.
    case emptyHeader
    /// Bytes that are not UTF-8, or half of a surrogate pair.
    case invalidText
    /// The header breaks the grammar of JSON, or of a Python literal.
    case malformedHeader
    /// Brackets nested deeper than any header needs.
    case nestingTooDeep

    // A pickle as a program that is read and never run.

    /// An opcode that there is not, or that finds on the stack what it cannot take.
    case malformedPickle
    /// More objects, values or names than any recording needs.
    case pickleTooLarge
    /// An object that is no data: what made it is not called.
    case objectNotRead

    // The header as facts.

    /// A field that occurs twice in one object.
    case duplicateKey
    /// A field that must be there and is not.
    case missingKey
    /// A field that `.npy` does not have.
    case unknownKey
    /// A field whose value is of the wrong kind.
    case unexpectedValue
    /// Two tensors of one name.
    case duplicateTensorName
    /// An element type of no known width.
    case unknownElementType
    /// Python objects: a pickle, which is a program and is never run.
    case objectArray
    /// An extent below zero.
    case negativeDimension
    /// A shape with more elements or bytes than 64 bits can count.
    case shapeOverflow

    // The header against the data.

    /// A tensor that is not in the file which an index names for it.
    case missingTensor
    /// A tensor that ends before it begins.
    case offsetsReversed
    /// A tensor that lies outside the data section.
    case offsetsOutOfRange
    /// Two tensors that share bytes.
    case offsetsOverlap
    /// Bytes between two tensors that belong to neither.
    case offsetsHole
    /// A tensor whose bytes are not its elements times their width.
    case sizeMismatch
    /// A view that repeats what the file holds too often.
    case viewTooLarge
    /// A storage that a tensor names and the file does not have.
    case storageMissing
    /// The file ends before its data do.
    case truncatedData
    /// Bytes behind the last tensor.
    case trailingBytes
    /// Zeros to the end of the file that look as if a writer was killed.
    case interruptedWrite

    // Archives.

    /// A ZIP archive without the record that ends one: it was cut.
    case archiveEndMissing
    /// Records of a ZIP archive that break its grammar or contradict each other.
    case malformedArchive
    /// A ZIP archive in several files.
    case splitArchive
    /// Two entries of one name.
    case duplicateEntryName
    /// An entry that needs a password.
    case encryptedEntry
    /// An entry compressed in another way than by DEFLATE.
    case unsupportedCompression
    /// Compressed bytes that are no DEFLATE stream.
    case malformedCompression
    /// An entry that is longer than what is read of its kind.
    case entryTooLong

    // Trees of groups.

    /// An HDF5 file, or a part of one, that HDF5 cannot read.
    case malformedHDF5
    /// Values that lie in other files, which are not opened.
    case externalData

    // Histogram files.

    /// Bytes that do not give the checksum which the file holds.
    case checksumMismatch
    /// Contents that break the grammar or the rules of a histogram file.
    case malformedHistogram
    /// Some values of a recording are not counted.
    case incompleteHistogram

    // Asking for data.

    /// Elements of a type that is listed but not read.
    case elementTypeNotAudited
  }
}
