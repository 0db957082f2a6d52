using System.Globalization;
using System.Text;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// Makes lines of frames that begin with time stamps: a line may come in several frames (Docker splits at 16 KiB and stamps each part) and letters may be
/// cut anywhere. A line is cut at <see cref="LongestLine"/> bytes.
/// </summary>
internal sealed class LogLines(long afterCursor)
{
    public const int LongestLine = 16 * 1024;

    private const long NanosecondsInTick = 100;
    private readonly Pending output = new(false);
    private readonly Pending errors = new(true);

    public IEnumerable<LogLine> Add(Frame frame)
    {
        var line = frame.IsError ? errors : output;
        var rest = frame.Bytes;
        var isAtStamp = frame.Starts;
        while (!rest.IsEmpty)
        {
            if (isAtStamp && TryReadStamp(rest.Span, out var cursor, out var length))
            {
                line.Stamp(cursor);
                rest = rest[length..];
            }

            var end = rest.Span.IndexOf((byte)'\n');
            line.Append((end < 0 ? rest : rest[..end]).Span);
            if (end < 0)
            {
                yield break;
            }

            if (Take(line) is { } finished)
            {
                yield return finished;
            }

            rest = rest[(end + 1)..];
            isAtStamp = true;
        }
    }

    /// <summary>What was written without a line end.</summary>
    public IEnumerable<LogLine> Finish() => new[] { output, errors }.Where(line => !line.IsEmpty).Select(Take).OfType<LogLine>();

    /// <summary>RFC 3339 in UTC with nanoseconds and a space, as nanoseconds since 1970.</summary>
    internal static bool TryReadStamp(ReadOnlySpan<byte> bytes, out long cursor, out int length)
    {
        cursor = 0;
        length = bytes[..Math.Min(bytes.Length, 40)].IndexOf((byte)' ') + 1;
        if (length < 21 || bytes[length - 2] != 'Z')
        {
            return false;
        }

        var text = Encoding.ASCII.GetString(bytes[..(length - 2)]);
        if (!DateTime.TryParseExact(text[..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var second)
            || (text.Length > 19 && (text[19] != '.' || text.Length is < 21 or > 29 || !text.AsSpan(20).ContainsOnlyDigits())))
        {
            return false;
        }

        var fraction = text.Length > 19 ? long.Parse(text[20..].PadRight(9, '0'), CultureInfo.InvariantCulture) : 0;
        cursor = ((second - DateTime.UnixEpoch).Ticks * NanosecondsInTick) + fraction;
        return true;
    }

    private LogLine? Take(Pending line)
    {
        var (cursor, text) = line.Take();
        return cursor <= afterCursor ? null : new(cursor, DateTimeOffset.UnixEpoch.AddTicks(cursor / NanosecondsInTick), line.IsError, text);
    }

    private sealed class Pending(bool isError)
    {
        private readonly byte[] bytes = new byte[LongestLine];
        private int length;
        private long cursor;
        private bool hasText;

        public bool IsError => isError;

        public bool IsEmpty => !hasText;

        /// <summary>The stamp of a line is that of its first part.</summary>
        public void Stamp(long stamp)
        {
            if (!hasText)
            {
                cursor = stamp;
            }
        }

        public void Append(ReadOnlySpan<byte> part)
        {
            hasText = true;
            var fits = part[..Math.Min(part.Length, LongestLine - length)];
            fits.CopyTo(bytes.AsSpan(length));
            length += fits.Length;
        }

        public (long Cursor, string Text) Take()
        {
            var text = Encoding.UTF8.GetString(Utf8.WholeLetters(bytes.AsSpan(0, length))).TrimEnd('\r');
            (length, hasText) = (0, false);
            return (cursor, text);
        }
    }
}
