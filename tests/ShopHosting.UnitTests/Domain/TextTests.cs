using FsCheck;
using FsCheck.Fluent;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

/// <summary>What people type: accepted in one form, or refused.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("Owner@Shops.Example ", "owner@shops.example")]
    [InlineData("a+b.c_d@x-y.example", "a+b.c_d@x-y.example")]
    [InlineData("o'brien@shops.example", "o'brien@shops.example")]
    [InlineData("a@b.co", "a@b.co")]
    public void An_address_is_trimmed_and_in_lower_case(string typed, string kept)
    {
        EmailAddress.TryParse(typed, out var email).ShouldBeTrue();
        email.Value.ShouldBe(kept);
    }

    [Theory]
    [InlineData("a@b")]
    [InlineData("@shops.example")]
    [InlineData("a@@shops.example")]
    [InlineData(".a@shops.example")]
    [InlineData("a..b@shops.example")]
    [InlineData("a@shops.example.")]
    [InlineData("a@-shops.example")]
    [InlineData("a@192.0.2.1")]
    [InlineData("a@[192.0.2.1]")]
    [InlineData("\"a b\"@shops.example")]
    [InlineData("a@shops.example\nBcc: x@y.example")]
    [InlineData("ö@shops.example")]
    [InlineData("a@söps.example")]
    [InlineData(null)]
    public void What_is_no_plain_address_is_refused(string? typed) => EmailAddress.TryParse(typed, out _).ShouldBeFalse();

    [Fact]
    public void An_address_is_at_most_as_long_as_a_key()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 3));
        EmailAddress.TryParse($"{new string('a', 190 - domain.Length - 1 - 3)}@{domain}.de", out _).ShouldBeTrue();
        EmailAddress.TryParse($"{new string('a', 190 - domain.Length - 1 - 2)}@{domain}.de", out _).ShouldBeFalse();
        EmailAddress.TryParse($"{new string('a', 64)}@shops.example", out _).ShouldBeTrue();
        EmailAddress.TryParse($"{new string('a', 65)}@shops.example", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Teashop", "teashop")]
    [InlineData(" tea-shop-2 ", "tea-shop-2")]
    [InlineData("abc", "abc")]
    public void A_shop_name_is_trimmed_and_in_lower_case(string typed, string kept) => StoreName.Parse(typed).Value.Value.ShouldBe(kept);

    [Theory]
    [InlineData("ab")]
    [InlineData("-tea")]
    [InlineData("tea-")]
    [InlineData("tea--shop")]
    [InlineData("xn--tea")]
    [InlineData("xn-tea")]
    [InlineData("tea.shop")]
    [InlineData("tea_shop")]
    [InlineData("teä")]
    [InlineData("www")]
    [InlineData("ADMIN")]
    [InlineData("staging-tea")]
    [InlineData("localhost")]
    [InlineData("İstanbul")]
    [InlineData(null)]
    public void A_name_that_no_shop_may_have_is_refused_with_a_sentence_at_its_field(string? typed)
    {
        var refused = StoreName.Parse(typed);

        refused.Error!.Field.ShouldBe("Name");
        refused.Error.Message.ShouldEndWith(".");
    }

    [Fact]
    public void A_shop_name_has_3_to_40_characters()
    {
        StoreName.TryParse(new string('a', 40), out _).ShouldBeTrue();
        StoreName.TryParse(new string('a', 41), out _).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_hostile_becomes_an_address_or_a_name_with_anything_but_their_characters()
    {
        foreach (var text in HostileCorpus.Texts.SelectMany(text => new[] { text, $"{text}@shops.example", $"a@{text}", $"shop{text}" }))
        {
            if (EmailAddress.TryParse(text, out var email))
            {
                email.Value.ShouldMatch(@"\A[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,250}\z");
            }

            if (StoreName.TryParse(text, out var name))
            {
                name.Value.ShouldMatch(@"\A[a-z0-9-]{3,40}\z");
            }
        }
    }

    [Fact]
    public void A_line_is_refused_or_visible_trimmed_and_short_enough()
    {
        foreach (var text in HostileCorpus.Texts)
        {
            var (value, problem) = Text.Line(text, 100);

            (value is null).ShouldBe(problem is not null);
            if (value is not null)
            {
                value.Length.ShouldBeInRange(1, 100);
                value.ShouldBe(value.Trim());
                value.ShouldNotContain(character => char.IsControl(character) || char.IsSurrogate(character) && !IsPaired(value));
            }
        }
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        foreach (var text in new[] { "a\uD800", "a\uDC00b", "\uDC00\uD800" })
        {
            Text.Line(text, 100).Problem.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("Tea & Co", "Tea & Co")]
    [InlineData("  Café <b>  ", "Café <b>")]
    [InlineData("🛍️ shop 👩‍👩‍👧", "🛍️ shop 👩‍👩‍👧")]
    [InlineData("${HOME} `id` {{7*7}}", "${HOME} `id` {{7*7}}")]
    public void What_can_be_read_stays_as_it_was_typed(string typed, string kept) => Text.Line(typed, 100).Value.ShouldBe(kept);

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("\u202Eabc")]
    [InlineData("a\u200Bb")]
    [InlineData("a\uFEFFb")]
    [InlineData("   ")]
    [InlineData(null)]
    public void What_nobody_can_see_is_refused(string? typed) => Text.Line(typed, 100).Problem.ShouldNotBeNull();

    [Fact]
    public void Ids_are_safe_everywhere_and_the_same_operation_gives_the_same_ids()
    {
        var operation = OperationId.New(new CountingEntropy());

        operation.Value.ShouldMatch(@"\A[a-z2-7]{20}\z");
        StoreId.From(operation).ShouldBe(StoreId.From(operation));
        new[] { StoreId.From(operation).Value, AccountId.From(operation).Value, UserId.From(operation).Value, operation.Value }.Distinct().Count().ShouldBe(4);
        OperationId.Parse(operation.Value).ShouldBe(operation);
        Should.Throw<InvalidOperationException>(() => default(StoreId).Value);
    }

    [Fact]
    public void No_text_at_all_parses_to_an_id_of_another_form()
        => Prop.ForAll<string?>(text =>
        {
            var ids = new[]
            {
                OperationId.TryParse(text, null, out var operation) ? operation.Value : null, WorkerId.TryParse(text, null, out var worker) ? worker.Value : null,
                InstallationId.TryParse(text, null, out var installation) ? installation.Value : null,
            };
            return ids.All(id => id is null || id == text && id.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("w1", true)]
    [InlineData("worker-1", true)]
    [InlineData("W1", false)]
    [InlineData("-w", false)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccd", false)]
    public void A_worker_is_called_by_one_label(string text, bool isName) => WorkerId.TryParse(text, null, out _).ShouldBe(isName);

    private static bool IsPaired(string text)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text) > 0;
        }
        catch (System.Text.EncoderFallbackException)
        {
            return false;
        }
    }
}
