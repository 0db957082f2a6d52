using System.Net;
using System.Net.Sockets;
using System.Text;
using ShopHosting.Cli.Control;
using ShopHosting.Cli.Panel;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;

namespace ShopHosting.UnitTests.Cli;

/// <summary>Whatever becomes of the control socket, who is at the command line gets a sentence.</summary>
public sealed class ControlClientTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("control-").FullName;

    private string Path => System.IO.Path.Combine(folder, "panel.sock");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_socket_that_is_not_there_or_that_nobody_listens_at_is_told_apart()
    {
        (await RefusalAsync()).ShouldContain($"There is no control socket {Path}");
        using (var socket = Listener(Path))
        {
            File.Move(Path, $"{Path}.old");                              // as kill -9 leaves it
        }

        File.Move($"{Path}.old", Path);
        (await RefusalAsync()).ShouldContain($"Nobody listens at {Path}");
    }

    [Fact]
    public void A_path_that_no_socket_can_have_is_told() => Should.Throw<PanelException>(() => new ControlClient(new string('x', 108))).Message.ShouldContain("1 to 107 bytes");

    [Fact]
    public async Task A_connection_that_breaks_is_tried_once_more_with_the_same_id()
    {
        using var socket = Listener(Path);
        var asked = new List<string>();
        var serving = ServeAsync(socket, asked, "", """
            {"name":"w2","status":"Active","since":"2026-01-01T12:00:00Z","endpoint":"unix:///x.sock"}
            """);
        using var panel = new ControlClient(Path);

        var worker = await panel.AskAsync(WorkerId.Parse("w2"), "check", new ControlAsk(OperationId.Parse(new string('a', IdText.Length))), default);

        await serving;
        worker.Value!.Name.Value.ShouldBe("w2");
        asked.Count.ShouldBe(2);
        asked[1].ShouldBe(asked[0]);
        asked[0].ShouldContain(new string('a', IdText.Length));
    }

    [Fact]
    public async Task What_would_move_a_terminals_cursor_is_not_printed()
    {
        using var socket = Listener(Path);
        var serving = ServeAsync(socket, [], """
            {"name":"w2","status":"Failed","since":"2026-01-01T12:00:00Z","endpoint":"unix:///x.sock","problem":"a\u001b[31mred\u202Eabc\nnext"}
            """);
        using var panel = new ControlClient(Path);

        (await panel.ShowAsync(WorkerId.Parse("w2"), default)).Value!.Problem.ShouldBe("a [31mred abc next");
        await serving;
    }

    [Fact]
    public async Task An_answer_in_other_words_is_told()
    {
        using var socket = Listener(Path);
        var serving = ServeAsync(socket, [], "<html>It works!</html>");

        (await RefusalAsync()).ShouldContain("not in words that this shopctl knows");
        await serving;
    }

    private async Task<string> RefusalAsync()
    {
        using var panel = new ControlClient(Path);
        return (await Should.ThrowAsync<PanelException>(() => panel.ListAsync(default))).Message;
    }

    private static Socket Listener(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }

    /// <summary>One connection for each answer; an empty one breaks off.</summary>
    private static async Task ServeAsync(Socket listener, List<string> asked, params string[] answers)
    {
        foreach (var answer in answers)
        {
            using var connection = await listener.AcceptAsync();
            var request = new byte[8192];
            var length = 0;
            while (!IsWhole(Encoding.UTF8.GetString(request, 0, length)))
            {
                length += await connection.ReceiveAsync(request.AsMemory(length));
            }

            asked.Add(Encoding.UTF8.GetString(request, 0, length));
            if (answer.Length > 0)
            {
                await connection.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {(int)HttpStatusCode.OK} OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer)}\r\nConnection: close\r\n\r\n{answer}"));
            }
        }
    }

    /// <summary>JSON of ours is one object, sent in chunks or not.</summary>
    private static bool IsWhole(string request) => request.StartsWith("GET", StringComparison.Ordinal) ? request.Contains("\r\n\r\n", StringComparison.Ordinal) : request.Contains('}', StringComparison.Ordinal);
}
