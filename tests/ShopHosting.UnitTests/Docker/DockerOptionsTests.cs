using ShopHosting.Infrastructure.Docker;

namespace ShopHosting.UnitTests.Docker;

public sealed class DockerOptionsTests
{
    private readonly DockerOptionsValidator validator = new();

    [Fact]
    public void The_socket_of_this_machine_needs_nothing_more()
        => validator.Validate(null, new() { Workers = { ["w1"] = new() } }).Succeeded.ShouldBeTrue();

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var result = validator.Validate(null, new()
        {
            Workers =
            {
                ["W 1"] = new() { Address = "unix://docker.sock", CallTimeout = TimeSpan.Zero },
                ["w2"] = new() { Address = "tcp://10.0.0.2:2376" },
                ["w3"] = new() { Address = "http://10.0.0.3" },
            },
        });
        result.Failures.ShouldNotBeNull().Count().ShouldBe(3 + 3 + 4);
        result.FailureMessage.ShouldNotBeNull().ShouldContain("mutual TLS");
    }
}
