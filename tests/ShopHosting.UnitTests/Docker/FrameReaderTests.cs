using System.Buffers.Binary;
using System.Text;
using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.UnitTests.Docker;

public sealed class FrameReaderTests
{
    [Fact]
    public async Task Frames_tell_output_from_error()
        => (await ReadAsync([.. Frames.Make(1, "out"), .. Frames.Make(2, "err"), .. Frames.Make(1, "")])).ShouldBe([(false, true, "out"), (true, true, "err")]);

    [Fact]
    public async Task Frames_are_the_same_however_the_bytes_arrive()
    {
        byte[] bytes = [.. Frames.Make(1, "first"), .. Frames.Make(2, new string('x', 1000)), .. Frames.Make(1, "last")];
        var whole = await ReadAsync(bytes);
        (await ReadAsync(bytes, atOnce: 1)).ShouldBe(whole);
        (await ReadAsync(bytes, atOnce: 7)).ShouldBe(whole);
    }

    [Fact]
    public async Task A_long_frame_comes_in_pieces_of_which_only_the_first_starts()
    {
        var pieces = await ReadAsync(Frames.Make(1, new string('x', FrameReader.LongestPiece + 5)));
        pieces.Select(piece => (piece.Starts, piece.Text.Length)).ShouldBe([(true, FrameReader.LongestPiece), (false, 5)]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public async Task An_end_inside_a_frame_is_not_an_end(int length)
        => await Should.ThrowAsync<EndOfStreamException>(ReadAsync(Frames.Make(1, "hello")[..length]));

    [Fact]
    public async Task What_is_not_in_frames_is_noticed()
        => await Should.ThrowAsync<InvalidDataException>(ReadAsync(Encoding.ASCII.GetBytes("plain text of a terminal")));

    private static async Task<List<(bool IsError, bool Starts, string Text)>> ReadAsync(byte[] bytes, int atOnce = int.MaxValue)
    {
        var reader = new FrameReader(new Trickle(bytes, atOnce));
        List<(bool, bool, string)> read = [];
        while (await reader.ReadAsync(default) is { } frame)
        {
            read.Add((frame.IsError, frame.Starts, Encoding.UTF8.GetString(frame.Bytes.Span)));
        }

        return read;
    }

    private sealed class Trickle(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);
    }
}

internal static class Frames
{
    public static byte[] Make(byte kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        byte[] header = [kind, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), bytes.Length);
        return [.. header, .. bytes];
    }
}
