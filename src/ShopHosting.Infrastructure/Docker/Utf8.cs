using System.Buffers;
using System.Text;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Small helps with text as bytes.</summary>
internal static class Utf8
{
    /// <summary>Without the letter at the end that was cut in its middle.</summary>
    public static ReadOnlySpan<byte> WholeLetters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if (Rune.DecodeFromUtf8(bytes[^back..], out _, out _) == OperationStatus.NeedMoreData)
            {
                return bytes[..^back];
            }
        }

        return bytes;
    }

    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('0', '9') == false;
}
