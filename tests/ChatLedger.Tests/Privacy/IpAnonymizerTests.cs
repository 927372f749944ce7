using System.Net;
using System.Net.Sockets;
using ChatLedger.Privacy;

namespace ChatLedger.Tests.Privacy;

public sealed class IpAnonymizerTests
{
    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0")]
    [InlineData("255.255.255.255", "255.255.255.0")]
    [InlineData("2607:f8b0:4004:83f::18", "2607:f8b0:4004::")]
    [InlineData("2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::")]
    [InlineData("::1", "::")]
    [InlineData("::ffff:172.21.0.6", "172.21.0.0")]
    [InlineData("::ffff:ac15:6", "172.21.0.0")]
    [InlineData("fe80::1111%eth0", "fe80::")]
    [InlineData("fe80::abcd%3", "fe80::")]
    [InlineData("64:ff9b::188.0.2.128", "64:ff9b::")]
    public void an_address_is_shortened_to_its_network(string address, string expected) => Assert.Equal(expected, IpAnonymizer.Truncate(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("localhost")]
    [InlineData("2.2.2.2:1234")]
    [InlineData("300.1.1.1")]
    [InlineData("1.2.3.4, 5.6.7.8")]
    [InlineData("'; DROP TABLE chat_sessions; --")]
    public void what_is_no_address_is_none(string? address) => Assert.Null(IpAnonymizer.Truncate(address));

    [Fact]
    public void an_overlong_text_is_no_address() => Assert.Null(IpAnonymizer.Truncate("::1%" + new string('9', 100)));

    [Fact]
    public void the_naughty_strings_give_an_address_or_none() =>
        Assert.All(NaughtyStrings.All, text => Assert.True(IpAnonymizer.Truncate(text) is null || IPAddress.TryParse(text, out _)));

    [Fact]
    public void of_any_address_only_the_network_is_left_and_shortening_again_changes_nothing()
    {
        var random = new Random(4);
        for (var run = 0; run < 5_000; run++)
        {
            var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(bytes);
            var address = new IPAddress(bytes);

            var kept = IPAddress.Parse(IpAnonymizer.Truncate(address));

            var bytesKept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
            Assert.Equal([.. bytes.Take(bytesKept), .. new byte[bytes.Length - bytesKept]], kept.GetAddressBytes());
            Assert.Equal(kept.ToString(), IpAnonymizer.Truncate(kept));
        }
    }
}
