namespace KopsPS.Engine.Processes;

/// <summary>
/// Keeps the first and the last lines of a stream that may be endless: what a run did at first, and the error, which
/// is always last.
/// </summary>
/// <param name="each">Characters that each of the two ends may hold.</param>
internal sealed class HeadAndTail(int each = HeadAndTail.Default)
{
    private const int Default = 2 * 1024 * 1024;

    private readonly List<string> _head = [];
    private readonly Queue<string> _tail = [];
    private long _headSize;
    private long _tailSize;
    private long _missing;

    /// <summary>Takes a line.</summary>
    public void Add(string line)
    {
        if (_tail.Count == 0 && _headSize + line.Length <= each)
        {
            _head.Add(line);
            _headSize += line.Length + 1;
            return;
        }

        _tail.Enqueue(line);
        _tailSize += line.Length + 1;
        while (_tailSize > each && _tail.Count > 1)
        {
            _tailSize -= _tail.Dequeue().Length + 1;
            _missing++;
        }
    }

    /// <summary>The lines that were kept, with one between the ends that says how many are missing.</summary>
    public IReadOnlyList<string> Lines =>
        _missing == 0 ? [.. _head, .. _tail] : [.. _head, $"… {_missing} lines left out …", .. _tail];
}
