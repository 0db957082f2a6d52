using System.Runtime.CompilerServices;
using System.Text;

namespace ShopHosting.UnitTests.Domain;

/// <summary>A machine's whole table as text, compared with the file beside its test. That file is the documentation.</summary>
internal static class MachineTable
{
    /// <summary>One row for each status, one column for each command; a cell says where it leads.</summary>
    public static string Print<TStatus, TCommand>(string title, Func<TStatus, TCommand, string> cell) where TStatus : struct, Enum where TCommand : struct, Enum
    {
        var text = new StringBuilder($"# {title}\n\nIn a status (row) asked for (column): the status after it, `same` when nothing changes, or `no` and the code of the refusal. Checked by its test.\n\n");
        text.Append(Row(["", .. Enum.GetNames<TCommand>()])).Append(Row(["---", .. Enum.GetNames<TCommand>().Select(_ => "---")]));
        foreach (var status in Enum.GetValues<TStatus>())
        {
            text.Append(Row([$"**{status}**", .. Enum.GetValues<TCommand>().Select(command => cell(status, command))]));
        }

        return text.ToString();
    }

    /// <summary>Compares with <c>name.table.md</c> beside the test. One that differs is written as <c>name.table.new.md</c> for a look at the difference.</summary>
    public static void ShouldBeAsWritten(string table, string name, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, $"{name}.table.md");
        var written = File.Exists(file) ? File.ReadAllText(file) : "";
        if (table != written)
        {
            File.WriteAllText(Path.ChangeExtension(file, ".new.md"), table);
        }

        table.ShouldBe(written, $"{name}.table.md is not what the machine does; {name}.table.new.md is.");
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
