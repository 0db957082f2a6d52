using System.Buffers.Binary;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// A piece of what a container wrote. Valid until the next one is read.
/// </summary>
/// <param name="Starts">The first piece of one of Docker's frames, which begins with a time stamp where those were asked for.</param>
internal readonly record struct Frame(bool IsError, bool Starts, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Takes apart the stream in which Docker mixes standard output and error: before each frame 8 bytes, the first tells which of the two (1, 2), the last
/// four the length, big-endian. Long frames come in pieces, so that no container can make us hold what it likes.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    public const int LongestPiece = 32 * 1024;

    private readonly byte[] header = new byte[8];
    private readonly byte[] piece = new byte[LongestPiece];
    private uint left;

    /// <summary>Null at the end; an end inside a frame is an <see cref="EndOfStreamException"/>.</summary>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        var starts = left == 0;
        while (left == 0)
        {
            var read = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
            {
                return null;
            }

            if (read < header.Length)
            {
                throw new EndOfStreamException("The stream ended inside the header of a frame.");
            }

            if (header[0] > 3 || header[1] != 0 || header[2] != 0 || header[3] != 0)
            {
                throw new InvalidDataException("The stream is not in frames of standard output and error.");
            }

            left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        }

        var bytes = piece.AsMemory(0, (int)Math.Min(left, LongestPiece));
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        left -= (uint)bytes.Length;
        return new(header[0] is 2 or 3, starts, bytes);
    }
}
