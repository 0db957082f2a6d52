using System.Text;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Docker;

public sealed class LogLinesTests
{
    private const string Stamp = "2030-01-01T12:00:00.000000007Z ";
    private const long Cursor = 1_893_499_200_000_000_007;

    [Fact]
    public void A_line_has_the_nanoseconds_of_its_stamp_as_cursor()
    {
        var line = Read(0, (1, Stamp + "hello\n")).ShouldHaveSingleItem();
        line.ShouldBe(new(Cursor, new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero), false, "hello"));
    }

    [Fact]
    public void Lines_up_to_the_cursor_are_left_out()
        => Read(Cursor, (1, Stamp + "seen\n"), (2, "2030-01-01T12:00:00.000000008Z new\n")).ShouldHaveSingleItem().Text.ShouldBe("new");

    [Fact]
    public void A_line_in_several_stamped_frames_is_one_line_with_the_first_stamp()
    {
        var line = Read(0, (1, Stamp + "one "), (2, Stamp + "between\n"), (1, "2030-01-01T12:00:01.000000000Z two\n"))[1];
        (line.Cursor, line.Text).ShouldBe((Cursor, "one two"));
    }

    [Fact]
    public void Several_lines_in_one_frame_are_several_lines()
        => Read(0, (1, Stamp + "a\r\n\n" + Stamp + "b\nc\n")).Select(line => line.Text).ShouldBe(["a", "", "b", "c"]);

    [Fact]
    public void A_last_line_without_an_end_is_told_at_the_end()
        => Read(0, (1, Stamp + "half")).ShouldHaveSingleItem().Text.ShouldBe("half");

    [Fact]
    public void Letters_cut_between_frames_are_whole_again()
    {
        var lines = new LogLines(0);
        var bytes = Encoding.UTF8.GetBytes(Stamp + "naïve 🛒\n");
        List<LogLine> read = [];
        for (var at = 0; at < bytes.Length; at++)
        {
            read.AddRange(lines.Add(new(false, at == 0, at == 0 ? bytes.AsMemory(0, 38) : bytes.AsMemory(at, 1))));
            at = at == 0 ? 37 : at;
        }

        read.ShouldHaveSingleItem().Text.ShouldBe("naïve 🛒");
    }

    [Fact]
    public void A_long_line_is_cut_between_letters()
    {
        var line = Read(0, (1, Stamp + "x" + new string('ü', LogLines.LongestLine) + "\n"), (1, Stamp + "next\n"));
        line.Select(read => read.Text.Length).ShouldBe([1 + ((LogLines.LongestLine - 1) / 2), 4]);
        line[0].Text.ShouldEndWith("ü");
    }

    [Theory]
    [InlineData("2030-01-01T12:00:00Z text")]
    [InlineData("2030-01-01T12:00:00.5Z text")]
    public void Stamps_with_fewer_digits_are_understood(string text)
        => LogLines.TryReadStamp(Encoding.ASCII.GetBytes(text), out _, out var length).ShouldBe(text[(length - 1)..] == " text");

    [Theory]
    [InlineData("")]
    [InlineData("hello world")]
    [InlineData("2030-13-01T12:00:00.000000000Z text")]
    [InlineData("2030-01-01T12:00:00.00000000xZ text")]
    [InlineData("2030-01-01T12:00:00,000000000Z text")]
    public void Text_is_no_stamp(string text) => LogLines.TryReadStamp(Encoding.ASCII.GetBytes(text), out _, out _).ShouldBeFalse();

    private static List<LogLine> Read(long after, params (byte Kind, string Text)[] frames)
    {
        var lines = new LogLines(after);
        return [.. frames.SelectMany(frame => lines.Add(new(frame.Kind == 2, true, Encoding.UTF8.GetBytes(frame.Text)))), .. lines.Finish()];
    }
}
