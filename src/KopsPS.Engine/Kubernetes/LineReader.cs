namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Splits a stream into lines, as bytes, with a buffer that grows to the longest line and no further than told. What follows the last line end
/// is a line that broke off, and is left out unless asked for.
/// </summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] _buffer = new byte[32 * 1024];
    private int _from;
    private int _to;

    /// <summary>The next line, where it has been read already: nothing is waited for.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var end = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
        line = end < 0 ? default : _buffer.AsMemory(_from, end);
        _from += end + 1;
        return end >= 0;
    }

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A line is longer than told.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = _from;
        while (true)
        {
            var end = _buffer.AsSpan(searched, _to - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _buffer.AsMemory(_from, searched + end - _from);
                _from = searched + end + 1;
                return line;
            }

            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                (_from, _to) = (0, _to - _from);
            }
            else if (_to == _buffer.Length)
            {
                if (_buffer.Length >= longest)
                {
                    throw new InvalidDataException($"a line is longer than {longest} bytes");
                }

                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, longest));
            }

            searched = _to;
            var read = await stream.ReadAsync(_buffer.AsMemory(_to), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _to += read;
        }
    }

    /// <summary>What came after the last line end.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_from, _to - _from);
}
