using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.UnitTests.Provisioning.Storage;

public sealed class StateJsonTests
{
    private static readonly Box Empty = new();

    [Fact]
    public void Enums_and_ids_stand_as_text()
        => StateJson.Write(new Box { Shade = Shade.Dark, Worker = WorkerId.Parse("w1") }, null).ShouldContain("\"shade\":\"Dark\",\"worker\":\"w1\"");

    [Theory]
    [InlineData("""{"future":1}""", "\"future\":1")]
    [InlineData("""{"lid":{"colour":"red","future":[1,2]}}""", "\"future\":[1,2]")]
    [InlineData("""{"byName":{"a":{"colour":"red","future":2}}}""", "\"future\":2")]
    [InlineData("""{"parts":[{"name":"b"},{"name":"a","future":3}]}""", "\"name\":\"a\",\"colour\":null,\"future\":3")]
    [InlineData("""{"shape":{"$type":"round","radius":2,"future":4}}""", "\"radius\":1,\"future\":4")]
    public void Members_that_this_code_does_not_know_are_kept(string stored, string kept)
        => StateJson.Write(Empty with
        {
            Lid = new("red"),
            ByName = ImmutableDictionary<string, Lid>.Empty.Add("a", new("blue")),
            Parts = [new("a", null)],
            Shape = new Round(1),
        }, stored).ShouldContain(kept);

    [Theory]
    [InlineData("""{"lid":{"colour":"red","future":1}}""")]
    [InlineData("""{"byName":{"a":{"colour":"red","future":1}}}""")]
    [InlineData("""{"parts":[{"name":"a","future":1}]}""")]
    [InlineData("""{"shape":{"$type":"round","radius":2,"future":1}}""")]
    public void What_this_code_took_away_does_not_come_back(string stored)
        => StateJson.Write(Empty with { Shape = new Edged(3) }, stored).ShouldBe(StateJson.Write(Empty with { Shape = new Edged(3) }, null));

    [Theory]
    [InlineData("""{"shade":"Sparkling"}""")]
    [InlineData("""{"shade":7}""")]
    [InlineData("""{"shape":{"$type":"twisted"}}""")]
    [InlineData("""{"worker":"Not A Worker"}""")]
    [InlineData("null")]
    public void A_value_that_this_code_does_not_know_is_refused_with_the_name_of_the_row(string stored)
        => Should.Throw<NewerRowException>(() => StateJson.Read<Box>(stored, "box b1")).Message.ShouldContain("box b1");

    [Fact]
    public void What_a_row_lacks_has_its_default()
        => StateJson.Write(StateJson.Read<Box>("{}", "box b1"), null).ShouldBe(StateJson.Write(Empty, null));

    private enum Shade
    {
        Light,
        Dark,
    }

    private sealed record Box
    {
        public Shade Shade { get; init; }

        public WorkerId? Worker { get; init; }

        public Lid? Lid { get; init; }

        public ImmutableDictionary<string, Lid> ByName { get; init; } = ImmutableDictionary<string, Lid>.Empty;

        public ImmutableArray<Part> Parts { get; init; } = [];

        public Shape? Shape { get; init; }
    }

    private sealed record Lid(string Colour);

    private sealed record Part(string Name, string? Colour);

    [JsonDerivedType(typeof(Round), "round"), JsonDerivedType(typeof(Edged), "edged")]
    private abstract record Shape;

    private sealed record Round(int Radius) : Shape;

    private sealed record Edged(int Edges) : Shape;
}
