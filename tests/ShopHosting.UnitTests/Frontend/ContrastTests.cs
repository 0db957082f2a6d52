using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Frontend;

/// <summary>The colours of the style sheet, in both themes and with more contrast, against what WCAG 2.2 AA asks for.</summary>
public sealed partial class ContrastTests
{
    private const double Text = 4.5;
    private const double Shape = 3;

    private static readonly string s_sheet = File.ReadAllText(Repository.Path("frontend/ShopHosting.Frontend/Assets/site.css"));

    public static TheoryData<string, string, double> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, double>();
            foreach (var back in new[] { "paper", "surface", "sunken" })
            {
                foreach (var text in new[] { "ink", "ink-soft", "accent", "accent-strong", "bad", "warning", "good" })
                {
                    pairs.Add(text, back, Text);
                }

                pairs.Add("line-strong", back, Shape);
            }

            foreach (var tone in new[] { "good", "busy", "warning", "bad" })
            {
                pairs.Add(tone, $"{tone}-back", Text);
                pairs.Add("ink", $"{tone}-back", Text);
                pairs.Add("accent", $"{tone}-back", Text);
            }

            pairs.Add("ink-soft", "quiet-back", Text);
            pairs.Add("ink", "accent-back", Text);
            pairs.Add("ink-soft", "accent-back", Text);
            pairs.Add("on-accent", "accent", Text);
            pairs.Add("on-accent", "accent-strong", Text);
            pairs.Add("on-bad", "bad", Text);
            pairs.Add("surface", "good", Shape);
            pairs.Add("busy", "quiet-back", Shape);
            pairs.Add("brand", "paper", Shape);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Colours_that_meet_can_be_told_apart_in_both_themes(string colour, string back, double least)
    {
        foreach (var tokens in new[] { Tokens(":root {"), With(Tokens(":root {"), Tokens(":root[data-contrast=more] {")) })
        {
            Contrast(tokens[colour].Light, tokens[back].Light).ShouldBeGreaterThanOrEqualTo(least, "light");
            Contrast(tokens[colour].Dark, tokens[back].Dark).ShouldBeGreaterThanOrEqualTo(least, "dark");
        }
    }

    [Fact]
    public void Colours_are_written_as_tokens_only()
    {
        var sheets = Directory.EnumerateFiles(Repository.Path("frontend/ShopHosting.Frontend"), "*.css", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).ToList();
        sheets.Count.ShouldBeGreaterThan(10);
        foreach (var sheet in sheets)
        {
            var outside = Token().Replace(File.ReadAllText(sheet), "").Replace("#0000", "", StringComparison.Ordinal).Replace("#000", "", StringComparison.Ordinal);
            Hexadecimal().Matches(outside).Select(match => match.Value).ShouldBeEmpty(sheet);
        }
    }

    private static Dictionary<string, (string Light, string Dark)> Tokens(string selector)
    {
        var start = s_sheet.IndexOf(selector, StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0);
        var block = s_sheet[start..s_sheet.IndexOf('}', start)];
        return Pair().Matches(block).ToDictionary(match => match.Groups[1].Value, match => (match.Groups[2].Value, match.Groups[3].Value));
    }

    private static Dictionary<string, (string Light, string Dark)> With(Dictionary<string, (string Light, string Dark)> tokens, Dictionary<string, (string Light, string Dark)> changed)
        => tokens.ToDictionary(token => token.Key, token => changed.GetValueOrDefault(token.Key, token.Value));

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Relative luminance, WCAG 2.2.</summary>
    private static double Luminance(string colour)
    {
        var channels = Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(channel => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    }

    [GeneratedRegex("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)")]
    private static partial Regex Pair();

    [GeneratedRegex("--[a-z-]+:[^;]*;")]
    private static partial Regex Token();

    [GeneratedRegex("#[0-9a-fA-F]{3,8}\\b")]
    private static partial Regex Hexadecimal();
}
