using System.Globalization;
using ShopHosting.Infrastructure.Sql;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>Which settings of the database are refused before it is opened, and what is told then.</summary>
public sealed class SqlOptionsTests
{
    private const string Local = "Host=/run/postgresql;Database=shophosting;Username=shophosting";

    [Theory]
    [InlineData("", "5", "Database:DataDirectory is ''")]
    [InlineData("relative/path", "5", "absolute path")]
    [InlineData("/data", "0", "Database:BusyTimeout")]
    public void An_embedded_database_needs_a_place_and_some_patience(string directory, string seconds, string sentence)
        => Refusal(new() { DataDirectory = directory, BusyTimeout = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) }).ShouldContain(sentence);

    [Theory]
    [InlineData("Host=db;Password=geheim;Nonsense=1", "can't be read")]
    [InlineData("Host=db;Port=geheim", "can't be read")]
    [InlineData("Host=db;Password=geheim", "needs a Host, a Database and a Username")]
    [InlineData("Database=shophosting;Username=shophosting", "needs a Host, a Database and a Username")]
    [InlineData("Host=db.example;Database=shophosting;Username=shophosting;Password=geheim", "db.example without TLS")]
    [InlineData("Host=db.example;Database=shophosting;Username=shophosting;SSL Mode=Prefer", "db.example without TLS")]
    public void A_connection_that_can_t_be_or_should_not_be_is_refused_without_a_word_of_the_password(string connection, string sentence)
    {
        var refusal = Refusal(new() { ConnectionString = connection });
        refusal.ShouldContain(sentence);
        refusal.ShouldNotContain("geheim");
    }

    [Theory]
    [InlineData(Local)]
    [InlineData("Host=localhost;Database=shophosting;Username=shophosting")]
    [InlineData("Host=127.0.0.1;Database=shophosting;Username=shophosting")]
    [InlineData("Host=db.example;Database=shophosting;Username=shophosting;SSL Mode=VerifyFull")]
    [InlineData("Host=db.example;Database=shophosting;Username=shophosting;SSL Mode=Require")]
    public void A_server_is_on_this_machine_or_spoken_to_by_tls(string connection)
        => Validate(new() { ConnectionString = connection, DataDirectory = "/not/used" }).ShouldBeNull();

    [Fact]
    public void A_password_is_in_one_place_that_is_there()
    {
        Refusal(new() { DataDirectory = "/data", PasswordFile = "/etc/hostname" }).ShouldContain("without Database:ConnectionString");
        Refusal(new() { ConnectionString = Local, PasswordFile = "/nowhere/password" }).ShouldContain("'/nowhere/password'");
        Refusal(new() { ConnectionString = Local + ";Password=geheim", PasswordFile = "/etc/hostname" }).ShouldContain("remove one");
        Validate(new() { ConnectionString = Local, PasswordFile = "/etc/hostname" }).ShouldBeNull();
    }

    private static string Refusal(SqlOptions options) => Validate(options).ShouldNotBeNull();

    private static string? Validate(SqlOptions options) => new SqlOptionsValidator().Validate(null, options).FailureMessage;
}
